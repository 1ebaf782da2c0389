package dev.clientintents.certificate;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Says what becomes of certificates as time goes by. An authority is trusted before it signs, and stays trusted as long
 * as anything that it signed may be served; so at no moment is a certificate served that the API server has no reason
 * to trust.
 *
 * @param lifetimes how long certificates hold
 * @param names the names that the API server calls the webhook by
 */
public record Rotation(Lifetimes lifetimes, SortedSet<String> names) {

    private static final int DNS_NAME = 2;

    public Rotation {
        names = Collections.unmodifiableSortedSet(new TreeSet<>(names));
    }

    /** Creates the first certificates. */
    public Certificates first(Instant now) {
        Credential authority = Issuer.authority(now, lifetimes.authority());
        return new Certificates(
                List.of(authority.certificate()),
                authority.key(),
                Issuer.serving(authority, names, now, lifetimes.serving()));
    }

    /**
     * Returns the certificates that are to follow the current ones now, one step at a time; the same where nothing is
     * due.
     *
     * @param trusted whether the API server is known to trust an authority
     */
    public Certificates next(Certificates current, Predicate<X509Certificate> trusted, Instant now) {
        Credential newest = current.authority();
        X509Certificate serving = current.serving().certificate();
        if (left(newest.certificate(), now).isNegative()) {
            return first(now);
        }
        if (left(newest.certificate(), now).compareTo(lifetimes.leftOfAuthority()) < 0) {
            Credential authority = Issuer.authority(now, lifetimes.authority());
            return new Certificates(
                    Stream.concat(Stream.of(authority.certificate()), current.authorities().stream())
                            .toList(),
                    authority.key(),
                    current.serving());
        }
        boolean due = left(serving, now).compareTo(lifetimes.leftOfServing()) < 0
                || !Issuer.isSignedBy(serving, newest.certificate())
                || !names.equals(names(serving));
        boolean safe = isSettled(current, now) && trusted.test(newest.certificate());
        if (due && (safe || left(serving, now).isNegative())) {
            return new Certificates(
                    current.authorities(), newest.key(), Issuer.serving(newest, names, now, lifetimes.serving()));
        }
        List<X509Certificate> valid = current.authorities().stream()
                .filter(authority -> !left(authority, now).isNegative())
                .toList();
        return valid.size() == current.authorities().size()
                ? current
                : new Certificates(valid, newest.key(), current.serving());
    }

    /**
     * Returns whether the authority that signs has settled, which it has when it has been trusted for a while; the only
     * authority has nothing to wait for.
     */
    private boolean isSettled(Certificates current, Instant now) {
        Instant made = current.authorities().get(0).getNotBefore().toInstant().plus(Issuer.BACKDATED);
        return current.authorities().size() == 1
                || !made.plus(lifetimes.settling()).isAfter(now);
    }

    private static Duration left(X509Certificate certificate, Instant now) {
        return Duration.between(now, certificate.getNotAfter().toInstant());
    }

    private static SortedSet<String> names(X509Certificate certificate) {
        try {
            return Optional.ofNullable(certificate.getSubjectAlternativeNames()).stream()
                    .flatMap(alternatives -> alternatives.stream())
                    .filter(alternative -> alternative.get(0).equals(DNS_NAME))
                    .map(alternative -> alternative.get(1).toString())
                    .collect(Collectors.toCollection(TreeSet::new));
        } catch (CertificateParsingException e) {
            return Collections.emptySortedSet();
        }
    }
}
