package dev.clientintents.learn.resolve;

import java.util.regex.Pattern;

/**
 * How the controllers of Kubernetes name pods: for each kind, whether a workload of a name would make pods of another. Names alone do
 * not tell: {@code web-1} may be of a StatefulSet {@code web} or a pod of its own.
 */
final class PodNames {

    /** The characters of random suffixes and of hashes of templates, which make no words. */
    private static final String RANDOM = "[bcdfghjklmnpqrstvwxz2456789]";

    private static final Pattern SUFFIX = Pattern.compile(RANDOM + "{5}");
    private static final Pattern HASH = Pattern.compile(RANDOM + "{1,10}");
    private static final Pattern CUT_HASH = Pattern.compile("(?:" + RANDOM + "|-){0,11}" + RANDOM + "{5}");
    private static final Pattern ORDINAL = Pattern.compile("\\d{1,10}");
    private static final Pattern MINUTE = Pattern.compile("\\d{8,10}");

    /** Names are cut to this length before the suffix is added. */
    private static final int LONGEST_BASE = 58;

    private PodNames() {}

    /** Returns whether a workload of that kind and name makes pods of this name. */
    static boolean makes(String kind, String name, String pod) {
        return switch (kind) {
            case "Pod" -> pod.equals(name);
            case "StatefulSet" -> follows(name, ORDINAL, pod);
            case "DaemonSet", "ReplicaSet", "ReplicationController" -> generates(name + "-", pod);
            case "Job" -> ofJob(name, pod);
            case "Deployment" -> ofDeployment(name, pod);
            case "CronJob" -> ofOwned(name, MINUTE, pod);
            case "DeploymentConfig" -> ofOwned(name, ORDINAL, pod);
            // others make them in any of these ways
            default ->
                follows(name, ORDINAL, pod)
                        || ofJob(name, pod)
                        || ofDeployment(name, pod)
                        || ofOwned(name, MINUTE, pod);
        };
    }

    /** Returns whether a workload of that kind and name owns objects of another kind and name, which own pods. */
    static boolean owns(String kind, String name, String ownedKind, String owned) {
        return switch (ownedKind) {
            case "ReplicaSet" -> !isPlain(kind) && follows(name, HASH, owned);
            case "Job" -> kind.equals("CronJob") && follows(name, MINUTE, owned);
            case "ReplicationController" -> kind.equals("DeploymentConfig") && follows(name, ORDINAL, owned);
            default -> false;
        };
    }

    /** Returns what the name of each pod begins with that a workload makes, where that is known of the pod. */
    static String base(String kind, String controller, String pod) {
        return kind.equals("StatefulSet")
                ? controller + "-"
                : pod.substring(0, Math.max(0, pod.length() - "xxxxx".length()));
    }

    /** Returns the name of a pod whose name begins so. */
    static String example(String base) {
        return base + "bbbbb";
    }

    private static boolean isPlain(String kind) {
        return switch (kind) {
            case "Pod", "StatefulSet", "DaemonSet", "Job", "CronJob", "ReplicationController", "DeploymentConfig" ->
                true;
            default -> false;
        };
    }

    private static boolean ofJob(String name, String pod) {
        if (generates(name + "-", pod)) {
            return true;
        }
        // pods of indexed Jobs
        String rest = pod.startsWith(name + "-") ? pod.substring(name.length() + 1) : "";
        int hyphen = rest.indexOf('-');
        return hyphen > 0
                && ORDINAL.matcher(rest.substring(0, hyphen)).matches()
                && SUFFIX.matcher(rest.substring(hyphen + 1)).matches();
    }

    private static boolean ofDeployment(String name, String pod) {
        if (name.length() >= LONGEST_BASE) {
            return generates(name, pod);
        }
        if (!pod.startsWith(name + "-")) {
            return false;
        }
        String rest = pod.substring(name.length() + 1);
        int hyphen = rest.indexOf('-');
        return (hyphen > 0
                        && HASH.matcher(rest.substring(0, hyphen)).matches()
                        && SUFFIX.matcher(rest.substring(hyphen + 1)).matches())
                || (pod.length() == LONGEST_BASE + 5 && CUT_HASH.matcher(rest).matches());
    }

    private static boolean ofOwned(String name, Pattern middle, String pod) {
        int suffix = pod.lastIndexOf('-');
        return suffix > 0
                && SUFFIX.matcher(pod.substring(suffix + 1)).matches()
                && follows(name, middle, pod.substring(0, suffix));
    }

    private static boolean follows(String name, Pattern rest, String whole) {
        return whole.startsWith(name + "-")
                && rest.matcher(whole.substring(name.length() + 1)).matches();
    }

    private static boolean generates(String base, String pod) {
        String cut = base.length() > LONGEST_BASE ? base.substring(0, LONGEST_BASE) : base;
        return pod.startsWith(cut)
                && SUFFIX.matcher(pod.substring(cut.length())).matches();
    }
}
