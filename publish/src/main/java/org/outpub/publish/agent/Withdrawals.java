package org.outpub.publish.agent;

import java.lang.System.Logger.Level;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.outpub.publish.config.Auth;
import org.outpub.publish.config.KeptPublication;

/**
 * Removes at servers what a process before this one published and configuration does not have any more, or has elsewhere:
 * by the server, the identities and the entity-tag that were kept, and the credentials that are still there. Confined to
 * the loop.
 */
final class Withdrawals implements LivePublication.Owner {
    private final LivePublication.Surroundings around;
    private final Function<String, @Nullable Auth> auths;
    private final BiConsumer<LivePublication, String> ended;
    private final Set<LivePublication> underWay = new LinkedHashSet<>();
    private int removed;
    private int failed;

    /**
     * Nothing to remove yet.
     *
     * @param auths finds credentials
     * @param ended hears of each that is over, with why something stayed behind, or with empty text
     */
    Withdrawals(
            LivePublication.Surroundings around,
            Function<String, @Nullable Auth> auths,
            BiConsumer<LivePublication, String> ended) {
        this.around = around;
        this.auths = auths;
        this.ended = ended;
    }

    /** Removes these. */
    void begin(Collection<KeptPublication> kept) {
        if (kept.isEmpty()) {
            return;
        }
        around.outbox()
                .log(
                        Level.INFO,
                        "published by a process before this one, not configured any more, and removed now at their"
                                + " servers: "
                                + kept.iterator().next().subject().name()
                                + (kept.size() > 1 ? " and " + (kept.size() - 1) + " others" : ""));
        List.copyOf(kept).forEach(this::begin);
        tellIfOver();
    }

    private void begin(KeptPublication kept) {
        Target target = Target.of(kept, credentials(kept)).orElse(null);
        if (target == null) {
            failed++;
            around.outbox()
                    .log(
                            Level.WARNING,
                            kept.subject().name() + ": what is kept of it cannot be read; it expires there");
            return;
        }
        LivePublication publication =
                new LivePublication(kept.subject().publication(), kept.subject().user(), target, kept, around, this);
        underWay.add(publication);
        publication.stop();
    }

    private List<Auth> credentials(KeptPublication kept) {
        return kept.subject().auths().stream()
                .map(auths)
                .filter(Objects::nonNull)
                .toList();
    }

    /** Those that are not over. */
    Collection<LivePublication> underWay() {
        return underWay;
    }

    @Override
    public void ended(LivePublication publication, String leftBehind) {
        if (underWay.remove(publication)) {
            removed += leftBehind.isEmpty() ? 1 : 0;
            failed += leftBehind.isEmpty() ? 0 : 1;
            ended.accept(publication, leftBehind);
            tellIfOver();
        }
    }

    @Override
    public void letGo(LivePublication publication) {
        if (underWay.remove(publication)) {
            tellIfOver();
        }
    }

    private void tellIfOver() {
        if (underWay.isEmpty() && removed + failed > 0) {
            around.outbox()
                    .log(
                            failed == 0 ? Level.INFO : Level.WARNING,
                            "of publications that are not configured any more, " + removed + " removed, " + failed
                                    + " could not be");
            removed = 0;
            failed = 0;
        }
    }

    @Override
    public void idle(LivePublication publication) {}

    @Override
    public void createdAnew(LivePublication publication) {}

    @Override
    public void lost(LivePublication publication) {}
}
