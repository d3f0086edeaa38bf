"""The instructor's tool: `python -m grading --help`.

Read in this order: `course` (folders), `release`, `collect`, `prepare` (a submission becomes a
notebook to run), `sandbox` and `run` (it runs), `gradebook` (marks are written), `pool` (all of
them), `feedback`, `export`.
"""
