package org.outpub.publish.sources.packages;

/**
 * An option with which an event package cannot publish.
 *
 * @param option its name, with its {@code @} if it has one
 * @param message what is wrong and what is expected, beginning with the name
 */
public record OptionProblem(String option, String message) {}
