package dev.clientintents.cli;

import dev.clientintents.manifest.ManifestWriter;
import dev.clientintents.map.Dot;
import dev.clientintents.map.Drawing;
import dev.clientintents.map.IntentMap;
import dev.clientintents.map.MapDocument;
import dev.clientintents.map.Mermaid;
import dev.clientintents.map.Page;
import dev.clientintents.map.Svg;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** How a map is written; the names are those of the option's values. */
enum GraphFormat {
    mermaid {
        @Override
        String write(IntentMap map, Drawing drawing) {
            return Mermaid.of(drawing);
        }
    },
    dot {
        @Override
        String write(IntentMap map, Drawing drawing) {
            return Dot.of(drawing);
        }
    },
    svg {
        @Override
        String write(IntentMap map, Drawing drawing) {
            return Svg.document(drawing, resource("drawing.css"));
        }
    },
    html {
        @Override
        String write(IntentMap map, Drawing drawing) {
            return new Page(resource("page.html"), resource("page.css"), resource("drawing.css"), resource("page.js"))
                    .of(map, drawing);
        }
    },
    json {
        @Override
        String write(IntentMap map, Drawing drawing) {
            return ManifestWriter.json(MapDocument.of(map));
        }
    };

    abstract String write(IntentMap map, Drawing drawing);

    private static String resource(String name) {
        try (InputStream in = IntentMap.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("the jar lacks " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
