"""Consultations for programs: reading only, without a key. What is told is what files of open data
hold, column by column (`opendata.datasets`), so that both say the same."""
