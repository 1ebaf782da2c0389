package dev.clientintents.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RotationTest {

    private static final Instant START = Instant.parse("2026-11-01T00:00:00Z");
    private static final Duration QUARTER = Duration.ofDays(90);

    private final Rotation rotation = rotation("webhook.operator.svc");

    private static Rotation rotation(String... names) {
        return new Rotation(new Lifetimes(QUARTER), new TreeSet<>(List.of(names)));
    }

    @Test
    void theFirstCertificateIsForTheServiceAndSignedByAnAuthorityThatOutlivesIt() throws Exception {
        Certificates first = rotation.first(START);

        X509Certificate serving = first.serving().certificate();
        assertThat(serving.getSubjectAlternativeNames())
                .singleElement()
                .satisfies(name -> assertThat(name.get(1)).isEqualTo("webhook.operator.svc"));
        assertThat(serving.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.1");
        assertThat(serving.getBasicConstraints()).isEqualTo(-1);
        assertThat(serving.getNotAfter().toInstant()).isEqualTo(START.plus(QUARTER));
        assertThat(serving.getNotBefore().toInstant()).isBefore(START);
        assertThat(first.authorities()).singleElement().satisfies(authority -> {
            assertThat(authority.getBasicConstraints()).isZero();
            assertThat(authority.getNotAfter()).isAfter(serving.getNotAfter());
            serving.verify(authority.getPublicKey());
        });
    }

    /** Replicas learn of a new certificate at once or not before it is nearly over; both must always be trusted. */
    @Test
    void throughYearsEveryServedCertificateIsTrustedAndValid() throws Exception {
        Certificates current = rotation.first(START);
        X509Certificate laggards = current.serving().certificate();
        Set<X509Certificate> authorities = new HashSet<>(current.authorities());
        Set<X509Certificate> serving = new HashSet<>();
        for (Instant now = START;
                now.isBefore(START.plus(Duration.ofDays(1_100)));
                now = now.plus(Duration.ofHours(12))) {
            Set<X509Certificate> trusted = Set.copyOf(current.authorities());
            Certificates next = rotation.next(current, trusted::contains, now);
            X509Certificate served = next.serving().certificate();
            if (!served.equals(current.serving().certificate())) {
                laggards = current.serving().certificate();
            }
            assertThat(trusted).anyMatch(authority -> Issuer.isSignedBy(served, authority));
            assertThat(Duration.between(now, served.getNotAfter().toInstant())).isGreaterThan(Duration.ofDays(26));
            if (laggards.getNotAfter().toInstant().isAfter(now)) {
                X509Certificate old = laggards;
                assertThat(next.authorities()).anyMatch(authority -> Issuer.isSignedBy(old, authority));
            }
            assertThat(next.authorities()).hasSizeBetween(1, 3);
            for (X509Certificate authority : next.authorities()) {
                assertThat(authority.getNotAfter().toInstant()).isAfterOrEqualTo(now);
            }
            authorities.addAll(next.authorities());
            serving.add(served);
            current = next;
        }

        assertThat(authorities).hasSizeBetween(6, 8);
        assertThat(serving).hasSizeBetween(18, 26);
    }

    @Test
    void nothingIsDueOnAnOrdinaryDay() {
        Certificates first = rotation.first(START);

        assertThat(rotation.next(first, authority -> true, START.plus(Duration.ofDays(59))))
                .isSameAs(first);
    }

    @Test
    void anAuthorityThatTheApiServerDoesNotTrustYetSignsNothing() {
        Certificates both = rotation.first(START);
        Instant later = START;
        while (both.authorities().size() == 1) {
            later = later.plus(Duration.ofHours(12));
            both = rotation.next(both, authority -> true, later);
        }
        assertThat(later).isAfter(START.plus(Duration.ofDays(179)));
        assertThat(Issuer.isSignedBy(
                        both.serving().certificate(), both.authorities().get(1)))
                .as("the old authority's certificate is still served")
                .isTrue();

        Instant soon = later.plus(Duration.ofHours(1));
        Instant settled = later.plus(Duration.ofDays(4));
        assertThat(rotation.next(both, authority -> true, soon)).isSameAs(both);
        assertThat(rotation.next(both, authority -> false, settled)).isSameAs(both);
        Certificates next = rotation.next(both, authority -> true, settled);
        assertThat(next.authorities()).isEqualTo(both.authorities());
        assertThat(Issuer.isSignedBy(
                        next.serving().certificate(), next.authorities().get(0)))
                .isTrue();
    }

    @Test
    void afterYearsOfNobodyLookingAllIsMadeAnew() {
        Certificates first = rotation.first(START);

        Certificates next = rotation.next(first, authority -> true, START.plus(Duration.ofDays(500)));

        assertThat(next.authorities()).doesNotContainAnyElementsOf(first.authorities());
    }

    @Test
    void anotherNameNeedsAnotherCertificateOfTheSameAuthority() {
        Certificates first = rotation.first(START);

        Certificates next = rotation("renamed.operator.svc").next(first, authority -> true, START);

        assertThat(next.authorities()).isEqualTo(first.authorities());
        assertThat(next.serving()).isNotEqualTo(first.serving());
    }

    @Test
    void whatDoesNotBelongTogetherIsRefused() {
        Certificates one = rotation.first(START);
        Certificates two = rotation.first(START);

        assertThatThrownBy(() -> new Certificates(one.authorities(), two.authorityKey(), one.serving()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Certificates(one.authorities(), one.authorityKey(), two.serving()))
                .hasMessageContaining("signed by none");
        assertThatThrownBy(() -> new Credential(
                        one.serving().certificate(), two.serving().key()))
                .hasMessageContaining("not that of the certificate");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT9S", "PT0S", "-P1D"})
    void aLifetimeInWhichNothingCanBeRenewedIsRefused(String lifetime) {
        assertThatThrownBy(() -> new Lifetimes(Duration.parse(lifetime))).hasMessageContaining("at least PT10S");
    }
}
