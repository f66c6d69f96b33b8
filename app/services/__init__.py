"""What a user can do with the service, one file each. Services speak domain and storage, never HTTP."""
