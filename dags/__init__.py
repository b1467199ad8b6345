"""When: the Airflow DAGs. No SQL, no thresholds, no logic: they say when a stage of the pipeline runs, no more."""
