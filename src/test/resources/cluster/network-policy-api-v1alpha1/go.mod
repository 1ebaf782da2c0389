// The last release that defines AdminNetworkPolicy and BaselineAdminNetworkPolicy, for the integration tests.
module clientintents.dev/test/network-policy-api-v1alpha1

go 1.26.0

require sigs.k8s.io/network-policy-api v0.1.7
