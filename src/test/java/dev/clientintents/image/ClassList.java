package dev.clientintents.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a process has used, as {@link ClassArchive#LIST} has it. An entry of a constant pool stands for what code refers
 * to: a class, a method, a field or a lambda. Where the code has become another, its number stands for something else,
 * which is then found ahead in its stead.
 *
 * @param classes the names of the classes that it has loaded
 * @param constants the numbers of the entries that it has resolved, by the name of the class
 */
record ClassList(SortedSet<String> classes, SortedMap<String, SortedSet<Integer>> constants) {

    private static final String CONSTANTS = "@cp ";
    private static final Pattern SPACE = Pattern.compile(" ");

    /**
     * The options by which Java writes it when it ends, of what it has done itself and not found done in an archive.
     */
    static String options(String file) {
        return "-Xshare:off -XX:DumpLoadedClassList=" + file;
    }

    /** Reads what Java has written. Classes that the process made itself are not in it. */
    static ClassList read(Path file) throws IOException {
        var list = new ClassList(new TreeSet<>(), new TreeMap<>());
        for (String line : Files.readAllLines(file)) {
            String[] words = SPACE.split(line);
            if (line.startsWith(CONSTANTS)) {
                list.constants(words[1])
                        .addAll(Arrays.stream(words)
                                .skip(2)
                                .map(Integer::valueOf)
                                .toList());
            } else if (!line.startsWith("@") && !line.startsWith("#")) {
                list.classes.add(words[0]);
            }
        }
        list.constants.keySet().retainAll(list.classes);
        return list;
    }

    private SortedSet<Integer> constants(String name) {
        return constants.computeIfAbsent(name, it -> new TreeSet<>());
    }

    /** Adds what another process has used. */
    ClassList and(ClassList more) {
        classes.addAll(more.classes);
        more.constants.forEach((name, numbers) -> constants(name).addAll(numbers));
        return this;
    }

    /** The lines of the file: all classes, and then their constants. */
    List<String> lines() {
        return Stream.concat(
                        classes.stream(),
                        constants.entrySet().stream()
                                .map(it -> CONSTANTS + it.getKey() + " "
                                        + String.join(
                                                " ",
                                                it.getValue().stream()
                                                        .map(String::valueOf)
                                                        .toList())))
                .toList();
    }
}
