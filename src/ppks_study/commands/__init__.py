"""The verbs of `ppks`, by what they are for."""
