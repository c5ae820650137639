package org.outpub.sorcery.reload;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.outpub.api.sorcery.wizard.Wizard;
import org.outpub.sorcery.live.Layer;
import org.outpub.sorcery.mapping.WizardFactories;

/** Closes wizards, all at the same time, so that one that hangs keeps no other open. */
public final class Closing {
    private static final Logger LOG = System.getLogger(Closing.class.getName());
    private final TimeLimit time;

    /** On threads of its own. */
    public Closing(TimeLimit time) {
        this.time = time;
    }

    /**
     * Closes.
     *
     * @param longest how long to wait for all of them
     * @return false if one has not come to its end by then; it is logged
     */
    public boolean close(Collection<? extends Layer<?>> layers, Duration longest) {
        List<Begun> begun = new ArrayList<>();
        for (Layer<?> layer : layers) {
            begun.add(new Begun(layer.wizard(), begin(layer)));
        }
        long end = System.nanoTime() + longest.toNanos();
        boolean all = true;
        for (Begun each : begun) {
            all &= ended(each, Duration.ofNanos(end - System.nanoTime()));
        }
        return all;
    }

    /** Once the store itself is closed there is no other thread. */
    private CompletableFuture<Layer<?>> begin(Layer<?> layer) {
        Supplier<Layer<?>> closing = () -> {
            WizardFactories.closeQuietly(layer.wizard());
            return layer;
        };
        try {
            return time.begin(closing);
        } catch (RejectedExecutionException ended) {
            return CompletableFuture.completedFuture(closing.get());
        }
    }

    private record Begun(Wizard wizard, CompletableFuture<Layer<?>> call) {}

    private static boolean ended(Begun each, Duration left) {
        try {
            TimeLimit.await(each.call(), left);
            return true;
        } catch (TimeoutException hangs) {
            LOG.log(
                    Level.WARNING,
                    "{0} has not been closed in time; it is left to itself",
                    each.wizard().getClass().getName());
            return false;
        } catch (ExecutionException failed) {
            return true;
        }
    }
}
