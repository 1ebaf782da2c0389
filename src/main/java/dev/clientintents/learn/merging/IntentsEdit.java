package dev.clientintents.learn.merging;

import dev.clientintents.manifest.yaml.Documents;
import dev.clientintents.manifest.yaml.Outline;
import dev.clientintents.manifest.yaml.Outline.Entry;
import dev.clientintents.manifest.yaml.Outline.Fields;
import dev.clientintents.manifest.yaml.Outline.Items;
import dev.clientintents.manifest.yaml.Outline.Leaf;
import dev.clientintents.manifest.yaml.Outline.Node;
import dev.clientintents.manifest.yaml.Unreadable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Adds to ClientIntents in a text. Text is put in and none is taken away or moved: comments, order, quotes, line ends and
 * other documents stay as they are. The result is read again, and is refused unless it says what the text said and what was
 * added, and nothing else.
 */
public final class IntentsEdit {

    private static final String CONSUMES = "consumes";

    /** A text that is put in at an offset; of several at one offset those of a lower rank come first. */
    private record Insertion(int offset, int rank, String text) {}

    private final String text;
    private final Lines lines;
    private final String lineBreak;
    private final ReadText before;
    private final List<Insertion> insertions = new ArrayList<>();
    private List<Integer> blockStarts = List.of();
    private boolean json;

    private IntentsEdit(String text) {
        this.text = text;
        lines = new Lines(text);
        lineBreak = lines.lineBreak();
        before = new ReadText(Documents.all(text));
    }

    /**
     * Returns the text with what is added.
     *
     * @param additions what is added to the object that begins on each line, counted from 1
     * @throws NotEditable where that cannot be done safely
     */
    public static String of(String text, Map<Integer, List<Addition>> additions) throws NotEditable {
        try {
            var edit = new IntentsEdit(text);
            List<Node> documents = Outline.of(text);
            for (Map.Entry<Integer, List<Addition>> each : additions.entrySet()) {
                edit.object(documents, each.getKey(), each.getValue());
            }
            return edit.applied();
        } catch (Unreadable e) {
            throw new NotEditable("line " + e.line() + ": " + e.problem());
        }
    }

    private void object(List<Node> documents, int line, List<Addition> additions) throws NotEditable {
        Node object = find(documents, line);
        Fields spec = fields(child(object, "spec"), "spec");
        Entry consumes =
                spec.entry(CONSUMES).orElseThrow(() -> new NotEditable("consumes does not stand in the object itself"));
        noteBlock(spec, consumes);
        Items list = items(consumes.value());
        List<Addition.NewTarget> targets = additions.stream()
                .filter(Addition.NewTarget.class::isInstance)
                .map(Addition.NewTarget.class::cast)
                .toList();
        for (Addition addition : additions) {
            if (addition instanceof Addition.MorePorts more) {
                ports(list, before.rawIndex(line, more.server()), more);
            }
        }
        if (!targets.isEmpty()) {
            append(list, consumes, targets);
        }
        before.expect(line, additions);
    }

    /** Returns the object that begins on a line, and notes the places of blocks that lead to it. */
    private Node find(List<Node> documents, int line) throws NotEditable {
        for (Node document : documents) {
            json = document instanceof Fields root && root.flow();
            blockStarts = new ArrayList<>();
            if (document instanceof Fields root) {
                if (isObject(root, line)) {
                    return root;
                }
                Optional<Entry> list = root.entry("items");
                if (list.isPresent() && list.get().value() instanceof Items items) {
                    for (Node item : items.items()) {
                        if (isObject(item, line)) {
                            noteBlock(root, list.get());
                            noteItem(items, item);
                            return item;
                        }
                    }
                }
            }
        }
        throw new NotEditable("no object begins on line " + line + " as it is written");
    }

    private boolean isObject(Node node, int line) {
        return node instanceof Fields fields
                && lines.number(fields.start()) == line
                && fields.entry("kind")
                        .filter(it -> it.value() instanceof Leaf leaf && "ClientIntents".equals(leaf.content()))
                        .isPresent();
    }

    private Node child(Node object, String name) throws NotEditable {
        Fields fields = fields(object, "the object");
        Entry entry =
                fields.entry(name).orElseThrow(() -> new NotEditable(name + " does not stand in the object itself"));
        noteBlock(fields, entry);
        return entry.value();
    }

    private void noteBlock(Fields fields, Entry entry) {
        if (!fields.flow()) {
            blockStarts = with(blockStarts, entry.key().start());
        }
    }

    private void noteItem(Items items, Node item) {
        if (!items.flow()) {
            blockStarts = with(blockStarts, dash(item));
        }
    }

    private static List<Integer> with(List<Integer> list, int more) {
        var longer = new ArrayList<>(list);
        longer.add(more);
        return longer;
    }

    private static Fields fields(Node node, String name) throws NotEditable {
        if (node instanceof Fields fields && !fields.marked()) {
            return fields;
        }
        throw new NotEditable(name + " is an alias, or has an anchor or a tag");
    }

    private static Items items(Node node) throws NotEditable {
        if (node instanceof Items items && !items.marked()) {
            return items;
        }
        throw new NotEditable("the list is an alias, or has an anchor or a tag");
    }

    private void append(Items items, Entry consumes, List<Addition.NewTarget> targets) throws NotEditable {
        if (items.flow()) {
            commentsOf(targets);
            inFlow(items, targets.stream().map(it -> (Object) it.fields()).toList());
            return;
        }
        Node last = items.items().get(items.items().size() - 1);
        boolean block = last instanceof Fields fields && !fields.flow();
        int gap = block ? Math.max(2, last.start() - dash(last)) : 2;
        String indentation = indentation(items.start());
        boolean deeper = items.start() - lines.start(items.start())
                > consumes.key().start() - lines.start(consumes.key().start());
        afterBlock(
                items.end(),
                indentation.length() + (deeper ? 0 : 1),
                targets.stream()
                        .flatMap(it -> Stream.concat(
                                it.comments().stream().map(comment -> indentation + IntentsText.comment(comment)),
                                block(it.fields(), indentation, gap, block)))
                        .toList(),
                1);
    }

    private void ports(Items consumes, int index, Addition.MorePorts more) throws NotEditable {
        Node target = consumes.items().get(index);
        Fields fields = fields(target, "the target");
        Entry entry = fields.entry("ports").orElseThrow(() -> new NotEditable("the target lists no ports of its own"));
        Items ports = items(entry.value());
        List<Integer> outer = blockStarts;
        if (!consumes.flow()) {
            noteItem(consumes, target);
        }
        comments(more.comments());
        blockStarts = outer;
        if (ports.flow()) {
            inFlow(ports, List.copyOf(more.ports()));
            return;
        }
        Node last = ports.items().get(ports.items().size() - 1);
        boolean block = last instanceof Fields port && !port.flow();
        int gap = block ? Math.max(2, last.start() - dash(last)) : 2;
        String indentation = indentation(ports.start());
        afterBlock(
                ports.end(),
                indentation.length() + 1,
                more.ports().stream()
                        .flatMap(it -> block(it, indentation, gap, block))
                        .toList(),
                0);
    }

    /** Returns an item of a list: its fields below each other, or in braces. */
    private static Stream<String> block(Map<String, Object> fields, String indentation, int gap, boolean block) {
        if (!block) {
            return Stream.of(indentation + "- " + FlowText.of(fields, false));
        }
        var rows = fields.entrySet().stream()
                .map(it -> it.getKey() + ": " + FlowText.of(it.getValue(), false))
                .toList();
        return IntStream.range(0, rows.size())
                .mapToObj(i -> indentation + (i == 0 ? "-" + " ".repeat(gap - 1) : " ".repeat(gap)) + rows.get(i));
    }

    private void inFlow(Items items, List<Object> more) {
        String all = more.stream().map(it -> FlowText.of(it, json)).collect(Collectors.joining(", "));
        if (items.items().isEmpty()) {
            insert(items.start() + 1, 1, all);
        } else {
            insert(items.items().get(items.items().size() - 1).end(), 1, ", " + all);
        }
    }

    /** Puts the comments of targets above the innermost block around them that begins its line; nowhere in JSON. */
    private void commentsOf(List<Addition.NewTarget> targets) {
        if (targets.size() == 1) {
            comments(targets.get(0).comments());
        } else {
            comments(targets.stream()
                    .flatMap(it -> it.comments().stream().map(comment -> name(it.fields()) + ": " + comment))
                    .toList());
        }
    }

    private static String name(Map<String, Object> fields) {
        return String.valueOf(fields.values().iterator().next());
    }

    private void comments(List<String> comments) {
        for (int i = blockStarts.size() - 1; i >= 0; i--) {
            int place = blockStarts.get(i);
            int start = lines.start(place);
            if (lines.isBlank(start, place)) {
                comments.forEach(
                        it -> insert(start, -1, text.substring(start, place) + IntentsText.comment(it) + lineBreak));
                return;
            }
        }
    }

    /**
     * Puts lines below a block.
     *
     * @param end where its last value ends
     * @param comments how far comments below it are indented that belong to it
     */
    private void afterBlock(int end, int comments, List<String> more, int rank) throws NotEditable {
        int lineEnd = lines.end(end);
        if (end > 0 && end != lineEnd && !lines.isBlankOrComment(end, lineEnd)) {
            throw new NotEditable("something follows the list in its line");
        }
        int next = lines.next(lineEnd);
        while (next < text.length() && next > lineEnd) {
            int nextEnd = lines.end(next);
            String line = text.substring(next, nextEnd);
            if (!line.stripLeading().startsWith("#")
                    || line.length() - line.stripLeading().length() < comments) {
                break;
            }
            lineEnd = nextEnd;
            next = lines.next(nextEnd);
        }
        if (next == lineEnd) {
            insert(next, rank, lineBreak + String.join(lineBreak, more));
        } else {
            insert(next, rank, String.join(lineBreak, more) + lineBreak);
        }
    }

    /** Returns the spaces before what begins its line. */
    private String indentation(int offset) throws NotEditable {
        int start = lines.start(offset);
        if (!lines.isBlank(start, offset)) {
            throw new NotEditable("the block does not begin on a line of its own");
        }
        return text.substring(start, offset);
    }

    /** Returns where the dash of an item of a list is. */
    private int dash(Node item) {
        int dash = item.start();
        while (dash > 0 && text.charAt(dash) != '-') {
            dash--;
        }
        return dash;
    }

    private void insert(int offset, int rank, String more) {
        insertions.add(new Insertion(offset, rank, more));
    }

    private String applied() throws NotEditable {
        var edited = new StringBuilder();
        int done = 0;
        insertions.sort(Comparator.comparingInt(Insertion::offset).thenComparingInt(Insertion::rank));
        for (Insertion insertion : insertions) {
            edited.append(text, done, insertion.offset).append(insertion.text);
            done = insertion.offset;
        }
        edited.append(text, done, text.length());
        String result = edited.toString();
        if (!before.isAsExpected(Documents.all(result))) {
            throw new NotEditable("what would be written does not say the same as before with what is added");
        }
        return result;
    }
}
