package dev.clientintents.learn.suggest;

import java.util.List;

/**
 * What a source tells of calls.
 *
 * @param clues the calls
 * @param leftOut what it tells and is no clue
 */
public record Clues(List<Clue> clues, List<LeftOut> leftOut) {

    public Clues {
        clues = List.copyOf(clues);
        leftOut = List.copyOf(leftOut);
    }
}
