package dev.clientintents.cli.report;

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

/** The formats in which a map is written; the names are those of the option's values. */
public enum GraphFormat {
    mermaid {
        @Override
        public String write(IntentMap map, Drawing drawing) {
            return Mermaid.of(drawing);
        }
    },
    dot {
        @Override
        public String write(IntentMap map, Drawing drawing) {
            return Dot.of(drawing);
        }
    },
    svg {
        @Override
        public String write(IntentMap map, Drawing drawing) {
            return Svg.document(drawing, resource("drawing.css"));
        }
    },
    html {
        @Override
        public String write(IntentMap map, Drawing drawing) {
            return new Page(resource("page.html"), resource("page.css"), resource("drawing.css"), resource("page.js"))
                    .of(map, drawing);
        }
    },
    json {
        @Override
        public String write(IntentMap map, Drawing drawing) {
            return ManifestWriter.json(MapDocument.of(map));
        }
    };

    public abstract String write(IntentMap map, Drawing drawing);

    /** Returns a file of the package of maps. */
    static String resource(String name) {
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
