package dev.clientintents.learn.importing;

import dev.clientintents.effective.PolicyKind;
import java.util.Set;

/** Reads the objects of one source. */
public interface Importer {

    /** Returns the kinds of custom resources that the source has, which a live cluster is asked for. */
    Set<PolicyKind> kinds();

    /** Returns what the source says; what cannot be read or said is a finding of it. */
    Imported read(Source source);
}
