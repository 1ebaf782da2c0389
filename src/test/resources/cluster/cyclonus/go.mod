// The cyclonus release that judges the evaluation of policies beside our own tests. The only place that names its version.
module clientintents.dev/test/cyclonus

go 1.26.0

require github.com/mattfenwick/cyclonus v0.5.6
