// The Helm 3 release that the chart is tested with. The only place that names its version.
module clientintents.dev/test/helm

go 1.26.0

require helm.sh/helm/v3 v3.22.0
