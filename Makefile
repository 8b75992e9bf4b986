# Everything happens in bin/dev, which works without make too. More arguments: make test ARGS="-k calendar"
.DEFAULT_GOAL := help
.PHONY: run test check bench messages help

run:
	@bin/dev run $(ARGS)

test:
	@bin/dev test $(ARGS)

check:
	@bin/dev check $(ARGS)

bench:
	@bin/dev bench $(ARGS)

messages:
	@bin/dev messages $(ARGS)

help:
	@bin/dev help
