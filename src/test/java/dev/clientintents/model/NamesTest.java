package dev.clientintents.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NamesTest {

    private static final int NAMES = 1_000_000;
    private static final Pattern LABEL = Pattern.compile("[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?");
    private static final Pattern SUBDOMAIN =
            Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*");
    private static final List<String> KINDS =
            List.of("Deployment", "StatefulSet", "Service", "Rollout", "VM", "V", "Vm", "Udp", "Http", "A");
    private static final List<String> PORT_NAMES = List.of("udp", "sctp", "tcp", "http", "a", "x-80", "80-x");
    private static final List<Protocol> PROTOCOLS = List.of(Protocol.values());
    private static final int[] LENGTHS = {1, 1, 2, 2, 3, 3, 8, 20, 40, 49, 50, 51, 62, 63, 64, 200, 253};

    @ParameterizedTest
    @CsvSource({
        "auth-service, shop, , clientintents.dev/consumes-auth-service.shop",
        "auth-service, shop, Deployment, clientintents.dev/consumes-deployment_auth-service.shop",
        "db, shop, StatefulSet, clientintents.dev/consumes-stateful-set_db.shop",
        "metrics, shop, Service, clientintents.dev/consumes-service_metrics.shop",
        "a.b, shop, , clientintents.dev/consumes-a.b.shop",
    })
    void theKeyOfAServerReadsLikeIt(String name, String namespace, String kind, String key) {
        assertThat(AccessKey.of(new ServerId(namespace, kind, name)).label()).isEqualTo(key);
    }

    @Test
    void theKeyOfAPortEndsInIt() {
        var server = ServerId.anyKind("platform", "api-gateway");
        String start = "clientintents.dev/consumes-api-gateway.platform";

        assertThat(AccessKey.of(server, PortRange.Numbered.of(Protocol.TCP, 8443)))
                .hasToString(start + "_8443");
        assertThat(AccessKey.of(server, new PortRange.Numbered(Protocol.UDP, 9000, 9010)))
                .hasToString(start + "_udp_9000_9010");
        assertThat(AccessKey.of(server, new PortRange.Named(Protocol.TCP, "http")))
                .hasToString(start + "_http");
        assertThat(AccessKey.of(server, PortRange.Numbered.of(Protocol.SCTP, 7)))
                .hasToString(start + "_sctp_7");
    }

    @Test
    void aPortThatIsNamedLikeAProtocolHasAKeyOfItsOwn() {
        var server = ServerId.anyKind("shop", "a");

        assertThat(AccessKey.of(server, new PortRange.Named(Protocol.TCP, "udp")))
                .isNotEqualTo(AccessKey.of(server, new PortRange.Named(Protocol.UDP, "udp")))
                .isNotEqualTo(AccessKey.of(server));
    }

    @Test
    void aLongKeyKeepsAReadableHeadAndEndsInADigest() {
        String name = "very-long-name-of-a-server-".repeat(4) + "x";

        assertThat(AccessKey.of(ServerId.anyKind("shop", name)).label())
                .startsWith("clientintents.dev/consumes-very-long-name-of-a-server-")
                .matches(".*__[a-z2-7]{16}")
                .hasSize("clientintents.dev/".length() + 63);
    }

    @ParameterizedTest
    @CsvSource({
        "auth-service, , consumers-of-auth-service",
        "metrics, Service, consumers-of.service.metrics",
        "db, StatefulSet, consumers-of.stateful-set.db",
    })
    void thePolicyOfAServerReadsLikeIt(String name, String kind, String policy) {
        assertThat(PolicyName.of(new ServerId("shop", kind, name))).isEqualTo(policy);
        assertThat(PolicyName.isOurs(policy)).isTrue();
    }

    @Test
    void aPolicyOfAShortNameAndALongKindHasAValidName() {
        String name = PolicyName.of(new ServerId("shop", "K".repeat(63), "a".repeat(150)));

        assertThat(name).matches(SUBDOMAIN).hasSizeLessThanOrEqualTo(63).startsWith("consumers-of.0");
    }

    @Test
    void theNameOfAnEarlierVersionIsKnownWhereItWasAnother() {
        var shortest = ServerId.anyKind("shop", "a".repeat(50));
        var longer = ServerId.anyKind("shop", "a".repeat(51));
        var longest = new ServerId("shop", "StatefulSet", "a".repeat(253));

        assertThat(PolicyName.of(shortest))
                .isEqualTo("consumers-of-" + "a".repeat(50))
                .hasSize(63);
        assertThat(PolicyName.earlier(shortest)).isEmpty();
        assertThat(PolicyName.of(longer))
                .startsWith("consumers-of.0")
                .endsWith("." + "a".repeat(32))
                .hasSize(63);
        assertThat(PolicyName.earlier(longer)).contains("consumers-of-" + "a".repeat(51));
        assertThat(PolicyName.earlier(longest))
                .hasValueSatisfying(
                        name -> assertThat(name).startsWith("consumers-of.0").hasSize(253));
    }

    @Test
    void namesAroundTheLimitOfEachKindStayDistinctAlsoFromThoseOfAnEarlierVersion() {
        var servers = new ArrayList<ServerId>();
        for (String kind : Arrays.asList(null, "Service", "Job", "StatefulSet", "K".repeat(20), "K".repeat(63))) {
            for (int length = 1; length <= 253; length++) {
                for (String last : List.of("a", "b", ".a", "-a")) {
                    if (last.length() < length) {
                        servers.add(new ServerId("shop", kind, "s".repeat(length - last.length()) + last));
                    }
                }
            }
        }
        var owners = new HashMap<String, ServerId>();
        for (ServerId server : servers) {
            String policy = PolicyName.of(server);
            check(policy.length() <= 63 && SUBDOMAIN.matcher(policy).matches(), policy);
            check(owners.put(policy, server) == null, policy);
            PolicyName.earlier(server).ifPresent(name -> check(owners.put(name, server) == null, name));
        }
        owners.forEach((name, server) ->
                check(PolicyName.isOf(server, name) && PolicyName.isOurs(name), name + " of " + server));
    }

    @Test
    void theWorkloadValueOfANameThatFitsIsTheName() {
        assertThat(Labels.workloadValue("a".repeat(63))).isEqualTo("a".repeat(63));
        assertThat(Labels.workloadValue("a".repeat(64))).hasSize(63).startsWith("a".repeat(45) + "__");
    }

    @Test
    void whatAServerIdWritesItReads() {
        for (ServerId server : List.of(
                ServerId.anyKind("shop", "a"), ServerId.service("shop", "a.b"), new ServerId("shop", "Job", "a"))) {
            assertThat(ServerId.parse(server.toString())).contains(server);
        }
        for (String text : List.of("", "a", "a/", "/a", "a//b", "a/b/c/d")) {
            assertThat(ServerId.parse(text)).isEmpty();
        }
    }

    @Test
    void portsOutOfRangeAreRefused() {
        assertThatThrownBy(() -> PortRange.Numbered.of(Protocol.TCP, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> PortRange.Numbered.of(Protocol.TCP, 65536))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new PortRange.Numbered(Protocol.TCP, 2, 1))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aMillionRandomServersAndPortsHaveDistinctValidKeysAndPolicies() {
        long seed = 20261121;
        System.out.println("seed " + seed);
        var random = new SplittableRandom(seed);
        var keyOwners = new HashMap<String, Long>(2 * NAMES);
        var policyOwners = new HashMap<String, Long>(2 * NAMES);
        var valueOwners = new HashMap<String, Long>(2 * NAMES);
        for (int i = 0; i < NAMES; i++) {
            ServerId server = randomServer(random);
            PortRange ports = random.nextInt(3) == 0 ? null : randomPorts(random);
            AccessKey key = ports == null ? AccessKey.of(server) : AccessKey.of(server, ports);
            String policy = PolicyName.of(server);
            String value = Labels.workloadValue(server.name());

            check(key.label().startsWith(Labels.PREFIX), key);
            check(LABEL.matcher(key.label().substring(Labels.PREFIX.length())).matches(), key);
            check(LABEL.matcher(value).matches(), value);
            check(policy.length() <= 63 && SUBDOMAIN.matcher(policy).matches(), policy);
            distinct(keyOwners, key.label(), server + " " + ports);
            distinct(policyOwners, server.namespace() + "/" + policy, server.toString());
            PolicyName.earlier(server)
                    .ifPresent(name -> distinct(policyOwners, server.namespace() + "/" + name, server.toString()));
            distinct(valueOwners, value, server.name());
        }
        assertThat(keyOwners).hasSizeGreaterThan(NAMES / 2);
    }

    /** The owner is kept as 64 bits of its own, so that a million of them fit. */
    private static void distinct(Map<String, Long> owners, String name, String owner) {
        long bits = ((long) owner.hashCode() << 32)
                ^ new StringBuilder(owner).reverse().toString().hashCode();
        Long other = owners.putIfAbsent(name, bits);
        check(other == null || other == bits, name + " stands for " + owner + " and for another");
    }

    private static void check(boolean holds, Object what) {
        if (!holds) {
            throw new AssertionError(what);
        }
    }

    private static ServerId randomServer(SplittableRandom random) {
        String namespace = randomName(random, Math.min(63, LENGTHS[random.nextInt(LENGTHS.length)]), false);
        String kind = random.nextInt(3) == 0 ? null : KINDS.get(random.nextInt(KINDS.size()));
        if (random.nextInt(100) == 0) {
            kind = "K".repeat(1 + random.nextInt(63));
        }
        return new ServerId(namespace, kind, randomName(random, LENGTHS[random.nextInt(LENGTHS.length)], true));
    }

    /** Of few letters, so that short ones meet, and of parts that look like the separators and tokens around them. */
    private static String randomName(SplittableRandom random, int length, boolean dots) {
        var name = new char[length];
        String inner = dots ? "ab8-." : "ab8-";
        for (int i = 0; i < length; i++) {
            boolean edge = i == 0 || i == length - 1 || !Character.isLetterOrDigit(name[i - 1]);
            name[i] = (edge ? "ab8" : inner).charAt(random.nextInt(edge ? 3 : inner.length()));
        }
        return new String(name);
    }

    private static PortRange randomPorts(SplittableRandom random) {
        Protocol protocol = PROTOCOLS.get(random.nextInt(3));
        if (random.nextInt(3) == 0) {
            return new PortRange.Named(protocol, PORT_NAMES.get(random.nextInt(PORT_NAMES.size())));
        }
        int first = 1 + random.nextInt(65535);
        return random.nextBoolean()
                ? PortRange.Numbered.of(protocol, first)
                : new PortRange.Numbered(protocol, first, first + random.nextInt(65536 - first));
    }

    @Test
    void namesThatDifferOnlyAfterTheHeadStayDistinct() {
        Set<String> keys = new HashSet<>();
        for (String tail : Arrays.asList("", "a", "b", ".a", "-a")) {
            keys.add(AccessKey.of(ServerId.anyKind("shop", "s".repeat(200) + tail))
                    .label());
        }

        assertThat(keys).hasSize(5);
    }
}
