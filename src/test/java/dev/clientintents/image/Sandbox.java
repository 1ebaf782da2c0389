package dev.clientintents.image;

import dev.clientintents.cluster.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Runs processes of an image as a node would with the security context of the chart, without a container engine: in
 * mounts of its own, with a root that cannot be written, as the user that the image names, who cannot become another.
 * Processes and network are the machine's.
 *
 * @param root where the image is unpacked
 * @param mounts folders of the machine by their place in the root
 * @param elevation what a command is run by to be run as root; empty where this is root already
 */
record Sandbox(BuiltImage image, Path root, Map<String, Path> mounts, List<String> elevation) {

    /** Arguments: the root, pairs of a folder and its place, {@code --}, and the command to run there. */
    private static final String SCRIPT = """
            set -e
            root=$1
            shift
            mount --bind "$root" "$root"
            mount -t proc proc "$root/proc"
            mount --rbind /dev "$root/dev"
            while [ "$1" != -- ]; do
                mount --bind "$1" "$root/$2"
                shift 2
            done
            shift
            mount -o remount,bind,ro "$root"
            exec "$@"
            """;

    /** As engines set it for images that do not. */
    private static final String PATH = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    /** How to become root here. */
    static List<String> becomeRoot() throws IOException, InterruptedException {
        Path here = Path.of("").toAbsolutePath();
        if (Command.in(here).run("id", "-u").strip().equals("0")) {
            return List.of();
        }
        Command.in(here).run("sudo", "-n", "true");
        return List.of("sudo", "-n");
    }

    /** Unpacks an image, and makes the places for what is mounted into it. */
    static Sandbox of(BuiltImage image, Path root, Map<String, Path> mounts, List<String> elevation)
            throws IOException, InterruptedException {
        image.unpack(root);
        for (String place : List.of("proc", "dev")) {
            Files.createDirectories(root.resolve(place));
        }
        for (String place : mounts.keySet()) {
            Files.createDirectories(root.resolve(place));
        }
        return new Sandbox(image, root, mounts, elevation);
    }

    /**
     * Starts a process, with the image's own variables below those that are given.
     *
     * @param log receives all that it prints
     */
    Process start(Map<String, String> environment, List<String> arguments, Path log) throws IOException {
        var command = new ArrayList<>(elevation);
        command.addAll(List.of("unshare", "--mount", "sh", "-c", SCRIPT, "sandbox", root.toString()));
        mounts.forEach((place, folder) -> command.addAll(List.of(folder.toString(), place)));
        String user = image.config().at("/config/User").asText();
        command.addAll(List.of("--", "env", "-i", PATH));
        image.environment().forEach(command::add);
        new TreeMap<>(environment).forEach((name, value) -> command.add(name + "=" + value));
        command.addAll(List.of("setpriv", "--no-new-privs", "--bounding-set=+sys_chroot,+setuid,+setgid"));
        command.addAll(List.of("chroot", "--userspec=" + user, "--groups=", root.toString()));
        command.addAll(image.entrypoint());
        command.addAll(arguments);
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
    }

    /** Asks a process to end, as a node does before it kills. */
    void terminate(Process process) throws IOException, InterruptedException {
        var command = new ArrayList<>(elevation);
        command.addAll(List.of("kill", "-TERM", Long.toString(process.pid())));
        Command.in(root).run(command.toArray(String[]::new));
    }
}
