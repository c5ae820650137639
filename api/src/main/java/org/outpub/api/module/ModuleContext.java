package org.outpub.api.module;

import java.time.Clock;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;
import org.outpub.api.sorcery.Sorcery;
import org.outpub.api.time.TaskScheduler;
import org.outpub.api.time.Ticker;

/**
 * What a module is lent by its host, for as long as it is loaded. The module ends none of it.
 *
 * @param sorcery the store; the module registers its object types there
 * @param executor runs the module's work; several threads are put to use
 * @param scheduler wakes the module
 * @param ticker monotonic time
 * @param clock wall-clock time, only for what is shown or outlives the process
 * @param random for identifiers and for spreading things over time; must be unpredictable
 */
public record ModuleContext(
        Sorcery sorcery,
        Executor executor,
        TaskScheduler scheduler,
        Ticker ticker,
        Clock clock,
        RandomGenerator random) {}
