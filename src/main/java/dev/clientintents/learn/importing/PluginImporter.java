package dev.clientintents.learn.importing;

import dev.clientintents.effective.PolicyKind;
import dev.clientintents.effective.UnevaluatedKinds;
import dev.clientintents.finding.Position;
import dev.clientintents.manifest.Manifest;
import dev.clientintents.reach.policy.Policy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Reads the policies of a network plugin. What of them no NetworkPolicy could say stays; since it is not evaluated, nothing
 * is proven of what it decides.
 */
final class PluginImporter implements Importer {

    private final PluginPolicies policies;

    PluginImporter(PluginPolicies policies) {
        this.policies = policies;
    }

    @Override
    public Set<PolicyKind> kinds() {
        return policies.kinds();
    }

    @Override
    public Imported read(Source source) {
        var remarks = new Remarks();
        var inversion = new PolicyInversion(new WorkloadSelection(source.snapshot(), source.scope()), false, remarks);
        List<Manifest> found = source.objects().stream()
                .filter(it -> UnevaluatedKinds.of(it.id())
                        .filter(policies.kinds()::contains)
                        .isPresent())
                .toList();
        Optional<String> refusal = policies.refusal(found);
        var superseded = new ArrayList<Position>();
        for (Manifest manifest : found) {
            if (take(manifest, refusal, inversion, remarks)) {
                superseded.add(manifest.position());
            }
        }
        if (superseded.size() < found.size()) {
            remarks.unevaluated(
                    found.stream()
                            .map(Manifest::position)
                            .filter(it -> !superseded.contains(it))
                            .findFirst()
                            .orElseThrow(),
                    (found.size() - superseded.size()) + " policies stay that are not evaluated, so that nothing is"
                            + " proven of what they open and close",
                    "judge them by other means, and accept their kinds with --ignore KIND.GROUP");
        }
        return new Imported(
                inversion.consumptions(),
                inversion.closures(),
                inversion.entrances(),
                Set.of(),
                superseded,
                Optional.of(inversion.rules()),
                remarks.findings());
    }

    private boolean take(Manifest manifest, Optional<String> refusal, PolicyInversion inversion, Remarks remarks) {
        try {
            if (refusal.isPresent()) {
                throw new NotSayable(refusal.get());
            }
            Policy policy = policies.read(manifest);
            return inversion.take(
                    new SourcePolicy(manifest.toString(), policy, manifest.position(), rules(manifest), true));
        } catch (NotSayable e) {
            remarks.kept(
                    manifest.position(),
                    manifest + " " + e.getMessage(),
                    "keep it beside the intents, or replace it by hand");
            return false;
        }
    }

    private static List<Position> rules(Manifest manifest) {
        return manifest.content().mapping("spec").stream()
                .flatMap(it -> it.items("ingress").stream())
                .map(it -> manifest.position().at(it.line()))
                .toList();
    }
}
