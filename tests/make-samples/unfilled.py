"""The samples that hold no form."""
