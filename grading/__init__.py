"""The instructor's tool: `python -m grading --help`.

Read in this order: `course` (folders), `release`, `collect` (`inbox`, `layouts`), `prepare` (a
submission becomes a notebook to run; `reading`, `matching`), `run` (one submission, `outcome`),
`batch` (each is graded once: `pool`, `cluster`, `journal`, `gradebook`, `marks`, `files`), `late`,
`feedback` (`page`, `markdown`, `mathematics`), `export`, `report`. `commands` is the command
line.

Below `run` lies the wall: `sandbox` and `visible` (what is there; `excerpt`), `servers` (two warm
processes an exercise), `inside` (the student's process, all that is seen there), `conduct` (the
tests' process; `names`), and between them `boundary` (`proxies`, `exceptions`, `watcher`).

Beside it: `misconceptions`, `hints`, `mistakes` (known wrong answers), `sample` (a made-up class).
"""
