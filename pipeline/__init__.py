"""In what order: a run from the deliveries to its publication.

Here belong the stages' order, the run's folder, its seals and manifest, publication, settings and the `run` commands.
What a stage does belongs to its room; when a run starts belongs to `dags`.
"""
