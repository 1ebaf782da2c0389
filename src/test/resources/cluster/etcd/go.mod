// The etcd release that the integration tests run against. The only place that names its version.
module clientintents.dev/test/etcd

go 1.26.0

require go.etcd.io/etcd/server/v3 v3.7.3
