/** Documents of YAML and JSON, read with the lines that their values stand in. */
@NullMarked
package dev.clientintents.manifest.yaml;

import org.jspecify.annotations.NullMarked;
