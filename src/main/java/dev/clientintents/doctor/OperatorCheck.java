package dev.clientintents.doctor;

import dev.clientintents.doctor.Remark.Ailment;
import dev.clientintents.doctor.Remark.Good;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Checks whether an operator is there, and one of its replicas leads. */
public final class OperatorCheck {

    private static final String INSTALL =
            "helm install client-intents deploy/charts/client-intents --namespace client-intents --create-namespace";

    /** The time by which the clocks of this machine and of the leader may differ. */
    private static final Duration SLACK = Duration.ofSeconds(30);

    private OperatorCheck() {}

    /**
     * Returns remarks on whether an operator is at work.
     *
     * @param operators the Deployments that look like the operator
     * @param lease its lease, in its namespace
     * @param leaseName the lease for messages, as {@code namespace/name}
     * @param now the present time
     */
    public static List<Remark> remarks(
            Answer<List<OperatorInstallation>> operators, Answer<Lease> lease, String leaseName, Instant now) {
        if (operators instanceof Answer.Refused<List<OperatorInstallation>> refused) {
            var remarks = new ArrayList<Remark>();
            remarks.add(
                    Ailment.notChecked(
                            "Deployments",
                            "whether the operator runs could not be seen: " + refused.reason(),
                            "give yourself list on deployments.apps, and name the operator's namespace by --operator-namespace"));
            remarks.addAll(lease(lease, leaseName, now));
            return remarks;
        }
        List<OperatorInstallation> found = operators.toOptional().orElse(List.of());
        if (found.isEmpty()) {
            return List.of(
                    lease.toOptional().filter(it -> isHeld(it, now)).isPresent()
                            ? new Ailment(
                                    Symptom.OPERATOR_OUTSIDE,
                                    "Lease " + leaseName,
                                    "an operator that is not a Deployment labelled " + OperatorInstallation.SELECTOR
                                            + " holds it; its settings are not known, and taken to be the defaults",
                                    "nothing, where it is run by hand; else install the chart")
                            : new Ailment(
                                    Symptom.OPERATOR_MISSING,
                                    "Deployment",
                                    "there is no Deployment labelled " + OperatorInstallation.SELECTOR
                                            + ": new pods get no keys, and nothing is repaired",
                                    INSTALL));
        }
        var remarks = new ArrayList<Remark>();
        if (found.size() > 1) {
            remarks.add(new Ailment(
                    Symptom.SEVERAL_OPERATORS,
                    found.get(0).toString(),
                    "there are more: "
                            + found.stream().skip(1).map(Object::toString).collect(Collectors.joining(", ")),
                    "uninstall all but one"));
        }
        OperatorInstallation operator = found.get(0);
        remarks.add(replicas(operator));
        if (operator.leaderElection()) {
            remarks.addAll(lease(lease, leaseName, now));
        }
        return remarks;
    }

    private static Remark replicas(OperatorInstallation operator) {
        String status = operator.ready() + " of " + operator.replicas() + " replicas are ready";
        String advice = "kubectl -n " + operator.namespace() + " describe deployment/" + operator.name()
                + ", and kubectl -n " + operator.namespace() + " logs deployment/" + operator.name();
        if (operator.ready() == 0) {
            return new Ailment(Symptom.OPERATOR_NOT_READY, operator.toString(), status, advice);
        }
        return operator.ready() < operator.replicas()
                ? new Ailment(Symptom.REPLICA_NOT_READY, operator.toString(), status, advice)
                : new Good("The operator is ready: " + operator + ", " + status);
    }

    private static List<Remark> lease(Answer<Lease> lease, String name, Instant now) {
        String object = "Lease " + name;
        if (lease instanceof Answer.Refused<Lease> refused) {
            return List.of(Ailment.notChecked(
                    object, "which replica leads could not be seen: " + refused.reason(), "give yourself get on it"));
        }
        Optional<Lease> found = lease.toOptional();
        if (found.filter(it -> isHeld(it, now)).isPresent()) {
            return List.of(new Good("Replica " + found.get().getSpec().getHolderIdentity() + " leads: it renewed "
                    + object + " "
                    + Math.max(0, age(found.get(), now).map(Duration::toSeconds).orElse(0L)) + " s ago"));
        }
        return List.of(new Ailment(
                Symptom.LEASE_NOT_HELD,
                object,
                found.isEmpty()
                        ? "it is not there, so no replica leads and nobody writes"
                        : "nobody holds it: the last renewal was "
                                + age(found.get(), now)
                                        .map(it -> it.toSeconds() + " s ago")
                                        .orElse("never"),
                "see the operator's log; it needs create, get, update and patch on leases in its namespace"));
    }

    private static boolean isHeld(Lease lease, Instant now) {
        String holder = lease.getSpec() == null ? null : lease.getSpec().getHolderIdentity();
        if (holder == null || holder.isEmpty()) {
            return false;
        }
        int seconds =
                Optional.ofNullable(lease.getSpec().getLeaseDurationSeconds()).orElse(0);
        return age(lease, now)
                .filter(age -> age.compareTo(SLACK.plusSeconds(seconds)) <= 0)
                .isPresent();
    }

    private static Optional<Duration> age(Lease lease, Instant now) {
        return Optional.ofNullable(lease.getSpec())
                .flatMap(spec -> Optional.ofNullable(spec.getRenewTime()))
                .map(renewed -> Duration.between(renewed.toInstant(), now));
    }
}
