// The release whose definition of ClusterNetworkPolicy the integration tests install. The only place that names its version.
module clientintents.dev/test/network-policy-api

go 1.26.0

require sigs.k8s.io/network-policy-api v0.2.0
