"""How numbers are spelled: signs, digits and their separators, words, amounts, and why a text is no number."""
