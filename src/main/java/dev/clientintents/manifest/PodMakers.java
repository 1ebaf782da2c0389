package dev.clientintents.manifest;

import dev.clientintents.effective.ObjectId;
import dev.clientintents.effective.SnapshotPod;
import dev.clientintents.finding.Code;
import dev.clientintents.finding.Finding;
import dev.clientintents.finding.Position;
import dev.clientintents.model.WorkloadId;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The objects of the input for which an operator makes pods that nothing in the object describes. Some have a template
 * with a part of the truth only: labels are added to it, so it does not count.
 */
final class PodMakers {

    private static final Map<String, Set<String>> KINDS = Map.ofEntries(
            kinds("acid.zalan.do", "postgresql"),
            kinds("agent.k8s.elastic.co", "Agent"),
            kinds("apm.k8s.elastic.co", "ApmServer"),
            kinds("beat.k8s.elastic.co", "Beat"),
            kinds("cassandra.datastax.com", "CassandraDatacenter"),
            kinds("clickhouse.altinity.com", "ClickHouseInstallation"),
            kinds("databases.spotahome.com", "RedisFailover"),
            kinds("elasticsearch.k8s.elastic.co", "Elasticsearch"),
            kinds("flink.apache.org", "FlinkDeployment"),
            kinds("grafana.integreatly.org", "Grafana"),
            kinds("jaegertracing.io", "Jaeger"),
            kinds("k8s.keycloak.org", "Keycloak"),
            kinds("k8s.mariadb.com", "MariaDB", "MaxScale"),
            kinds("k8ssandra.io", "K8ssandraCluster"),
            kinds("kafka.strimzi.io", "Kafka", "KafkaBridge", "KafkaConnect", "KafkaMirrorMaker2", "KafkaNodePool"),
            kinds("kibana.k8s.elastic.co", "Kibana"),
            kinds("kubevirt.io", "VirtualMachineInstance"),
            kinds("logstash.k8s.elastic.co", "Logstash"),
            kinds("loki.grafana.com", "LokiStack"),
            kinds("minio.min.io", "Tenant"),
            kinds("mongodbcommunity.mongodb.com", "MongoDBCommunity"),
            kinds("monitoring.coreos.com", "Alertmanager", "Prometheus", "PrometheusAgent", "ThanosRuler"),
            kinds("mysql.oracle.com", "InnoDBCluster"),
            kinds("opensearch.opster.io", "OpenSearchCluster"),
            kinds("opentelemetry.io", "OpenTelemetryCollector"),
            kinds("operator.victoriametrics.com", "VMAgent", "VMAlert", "VMAlertmanager", "VMCluster", "VMSingle"),
            kinds("pgv2.percona.com", "PerconaPGCluster"),
            kinds("postgres-operator.crunchydata.com", "PostgresCluster"),
            kinds("postgresql.cnpg.io", "Cluster", "Pooler"),
            kinds("psmdb.percona.com", "PerconaServerMongoDB"),
            kinds("pxc.percona.com", "PerconaXtraDBCluster"),
            kinds("rabbitmq.com", "RabbitmqCluster"),
            kinds("redis.redis.opstreelabs.in", "Redis", "RedisCluster", "RedisReplication", "RedisSentinel"),
            kinds("scylla.scylladb.com", "ScyllaCluster"),
            kinds("sparkoperator.k8s.io", "ScheduledSparkApplication", "SparkApplication"),
            kinds("tekton.dev", "PipelineRun", "TaskRun"),
            kinds("tempo.grafana.com", "TempoMonolithic", "TempoStack"),
            kinds("zookeeper.pravega.io", "ZookeeperCluster"));

    private final Map<ObjectId, Position> found = new LinkedHashMap<>();

    private static Map.Entry<String, Set<String>> kinds(String group, String... kinds) {
        return Map.entry(group, Set.of(kinds));
    }

    /** Notes an object if it is one, and returns whether it is. */
    boolean note(Manifest manifest) {
        ObjectId id = manifest.id();
        boolean makesPods = KINDS.getOrDefault(id.group(), Set.of()).contains(id.kind());
        if (makesPods && !id.name().isEmpty()) {
            found.put(id, manifest.position());
        }
        return makesPods;
    }

    /** Returns those of which no pod is seen. */
    List<ObjectId> unseen(Collection<SnapshotPod> pods) {
        Set<WorkloadId> seen = pods.stream().map(SnapshotPod::workload).collect(Collectors.toSet());
        return found.keySet().stream()
                .filter(id -> !seen.contains(new WorkloadId(id.namespace(), id.kind(), id.name())))
                .toList();
    }

    /**
     * Returns the one finding about those of which no pod is seen; empty where there are none.
     *
     * @param pods the pods of the input
     */
    Optional<Finding> finding(Collection<SnapshotPod> pods) {
        List<ObjectId> unseen = unseen(pods);
        if (unseen.isEmpty()) {
            return Optional.empty();
        }
        Map<String, Long> counts = unseen.stream()
                .collect(
                        Collectors.groupingBy(id -> id.kind() + "." + id.group(), TreeMap::new, Collectors.counting()));
        return Optional.of(new Finding(
                Code.UNSEEN_PODS,
                found.getOrDefault(unseen.get(0), Position.ofCluster("the cluster")),
                "the pods of these are not seen, because they have no pod template: "
                        + counts.entrySet().stream()
                                .map(it -> it.getValue() + " " + it.getKey())
                                .collect(Collectors.joining(", ")),
                "add the pods, as kubectl get pods -o yaml prints them, where they matter"));
    }
}
