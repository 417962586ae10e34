"""Forms made from the sheets: they check shapes, and say what would change; they save nothing."""
