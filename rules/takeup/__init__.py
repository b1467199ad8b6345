"""Push-type support: who seems eligible and doesn't receive. A module and its YAML each; people approve every
notice."""
