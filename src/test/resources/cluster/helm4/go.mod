// The Helm 4 release that the chart is tested with. The only place that names its version.
module clientintents.dev/test/helm4

go 1.26.0

require helm.sh/helm/v4 v4.3.1
