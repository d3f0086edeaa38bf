"""The instructor's tool: `python -m grading --help`.

Read in this order: `course` (folders), `release`, `collect` (`inbox`, `layouts`), `prepare` (a
submission becomes a notebook to run; `reading`, `matching`), `sandbox`, `run` and `pool` (it runs),
`batch` (each is graded once: `journal`, `gradebook`, `marks`), `late`, `feedback` (`page`,
`markdown`, `mathematics`), `export`, `report`. `commands` holds the command line.
"""
