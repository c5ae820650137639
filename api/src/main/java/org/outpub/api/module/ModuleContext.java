package org.outpub.api.module;

import java.time.Clock;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;
import org.outpub.api.sorcery.Sorcery;

/**
 * What a module is lent by its host, for as long as it is loaded. The module ends none of it.
 *
 * @param sorcery the store; the module registers its object types there
 * @param executor runs what must not run on the agent's event loop: handlers, listeners, what follows a result, name
 *     look-ups; two threads or more
 * @param clock wall-clock time, only for what is shown or outlives the process
 * @param random for identifiers and for spreading things over time; must be unpredictable
 */
public record ModuleContext(Sorcery sorcery, Executor executor, Clock clock, RandomGenerator random) {}
