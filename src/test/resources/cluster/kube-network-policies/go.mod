// The NetworkPolicy engine that judges the packets of the tests with real connections. The only place that names its version.
module clientintents.dev/test/kube-network-policies

go 1.26.0

require sigs.k8s.io/kube-network-policies v1.1.1
