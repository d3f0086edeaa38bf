# Names only; what each one does stands in scripts/tasks.py.
TASKS := help course test book pdf lab release grade lint check links bench bench-grading bench-book clean
.DEFAULT_GOAL := help
.PHONY: $(TASKS)

$(TASKS):
	@sh scripts/task.sh $@
