package org.outpub.publish.agent;

import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.outpub.api.publication.PublishResult;
import org.outpub.publish.config.Auth;
import org.outpub.publish.config.KeptPublication;
import org.outpub.publish.config.OutboundPublish;

/**
 * One {@code outbound-publish} object at work: its publications, one for each user, or a single one under the empty user.
 * Confined to the loop, but for {@link #config}, {@link #datastores} and {@link #submit}, which any thread may use.
 */
final class LiveObject implements LivePublication.Owner {
    private static final String SINGLE = "";
    private final Agent agent;
    /** Unmodifiable while it holds one at the most, which is what most objects have. */
    private Map<String, LivePublication> open = Map.of();
    /** Those that were stopped or replaced, and their removal goes on. */
    private Set<LivePublication> ending = Set.of();

    private final Slot single = new Slot(this, SINGLE);
    private volatile @Nullable Map<String, Slot> slots; // of users; few objects have any
    private volatile @Nullable Map<String, Object> datastores; // written with the lock of this held
    private volatile OutboundPublish config;
    private final Instant begun;
    private @Nullable Source source;
    private boolean gone;

    /**
     * Begins without a publication.
     *
     * @param config the object
     * @param agent whose it is
     */
    LiveObject(OutboundPublish config, Agent agent) {
        this.config = config;
        this.agent = agent;
        this.begun = agent.surroundings().outside().clock().instant();
    }

    OutboundPublish config() {
        return config;
    }

    /** What serves it; null for nothing yet. */
    @Nullable
    Source source() {
        return source;
    }

    void serveBy(@Nullable Source next) {
        source = next;
    }

    Map<String, Object> datastores() {
        Map<String, Object> known = datastores;
        if (known != null) {
            return known;
        }
        synchronized (this) {
            Map<String, Object> own = datastores == null ? new ConcurrentHashMap<>() : datastores;
            datastores = own;
            return own;
        }
    }

    /** Hands in a wish, by any thread; for all users if the user is empty and the object has users. */
    void submit(String user, PublishCall call) {
        Slot slot = user.isEmpty() ? single : slot(user);
        PublishCall former = slot.put(call);
        if (former != null) {
            agent.outbox().answer(former, PublishCall.SUPERSEDED);
        } else {
            agent.inbox().post(slot);
        }
    }

    private Slot slot(String user) {
        Map<String, Slot> all = slots();
        Slot known = all.get(user);
        if (known != null) {
            return known;
        }
        Slot made = new Slot(this, user);
        Slot other = all.putIfAbsent(user, made);
        return other == null ? made : other;
    }

    private Map<String, Slot> slots() {
        Map<String, Slot> known = slots;
        if (known != null) {
            return known;
        }
        synchronized (this) {
            Map<String, Slot> own = slots == null ? new ConcurrentHashMap<>() : slots;
            slots = own;
            return own;
        }
    }

    /** A user's slot is not kept: there may be very many, who come and go. */
    void emptied(String user, Slot slot) {
        Map<String, Slot> known = slots;
        if (known != null) {
            known.remove(user, slot);
        }
    }

    /** Takes a wish on the loop. */
    void wish(String user, PublishCall call) {
        String refusal = gone ? "configuration has no '" + config.id() + "' any more" : call.refusal();
        if (!refusal.isEmpty()) {
            refuse(user, call, refusal);
        } else if (config.multiUser() && user.isEmpty()) {
            wishOfAll(List.copyOf(open.values()), call);
        } else if (config.multiUser() == user.isEmpty()) {
            agent.outbox().answer(call, new PublishResult.Ended("multi_user of '" + config.id() + "' was changed"));
        } else {
            LivePublication publication = open.get(user);
            if (publication == null && call.body() == null) {
                agent.outbox().answer(call, PublishCall.CONFIRMED);
            } else {
                (publication == null ? publication(user) : publication).wish(call);
            }
        }
    }

    /** A source whose place was taken may still remove what nobody has published anew since. */
    private void refuse(String user, PublishCall call, String refusal) {
        Source source = call.source();
        List<LivePublication> own = call.body() != null || source == null
                ? List.of()
                : open.values().stream()
                        .filter(one -> one.isBy(source) && (user.isEmpty() || user.equals(one.user())))
                        .toList();
        if (own.isEmpty()) {
            agent.outbox().answer(call, new PublishResult.Ended(refusal));
        } else {
            wishOfAll(own, call);
        }
    }

    /** Ends as the last of them, but confirmed only if all are. */
    private void wishOfAll(List<LivePublication> all, PublishCall call) {
        if (all.isEmpty()) {
            agent.outbox().answer(call, PublishCall.CONFIRMED);
            return;
        }
        AtomicInteger left = new AtomicInteger(all.size());
        AtomicReference<PublishResult> worst = new AtomicReference<>(PublishCall.CONFIRMED);
        for (LivePublication publication : all) {
            PublishCall own = new PublishCall(call.body(), call.source());
            var unused = own.whenComplete((result, never) -> {
                worst.accumulateAndGet(result, (one, other) -> one instanceof PublishResult.Confirmed ? other : one);
                if (left.decrementAndGet() == 0) {
                    call.complete(worst.get());
                }
            });
            publication.wish(own);
        }
    }

    private LivePublication publication(String user) {
        LivePublication known = open.get(user);
        if (known != null) {
            return known;
        }
        return begin(user, target(user), null);
    }

    private LivePublication begin(String user, Target target, @Nullable KeptPublication recalled) {
        LivePublication made = new LivePublication(config.id(), user, target, recalled, agent.surroundings(), this);
        if (open.isEmpty()) {
            open = Map.of(user, made);
        } else {
            open = open.size() == 1 ? new LinkedHashMap<>(open) : open;
            open.put(user, made);
        }
        return made;
    }

    /** A publication is not to be any more; false if it was not. */
    private boolean close(LivePublication publication) {
        if (open.get(publication.user()) != publication) {
            return false;
        }
        if (open.size() == 1) {
            open = Map.of();
        } else {
            open.remove(publication.user());
        }
        return true;
    }

    private void ends(Collection<LivePublication> former) {
        if (ending.isEmpty()) {
            ending = new LinkedHashSet<>(former);
        } else {
            ending.addAll(former);
        }
    }

    private Target target(String user) {
        List<Auth> auths = agent.authsOf(config);
        return Target.of(config, user, auths);
    }

    /**
     * Takes up a publication that a process before this one left at the server; it is changed or withdrawn from now on.
     *
     * @return false if it is none of this object's any more: it had another target
     */
    boolean resume(KeptPublication kept) {
        String user = kept.subject().user();
        if (config.multiUser() == user.isEmpty() || open.containsKey(user)) {
            return false;
        }
        Target target = target(user);
        if (!target.scope().equals(kept.subject().target())) {
            return false;
        }
        begin(user, target, kept);
        return true;
    }

    /** Applies a new version of the object, or of what it refers to. */
    void reconfigure(OutboundPublish next) {
        OutboundPublish before = config;
        config = next;
        if (before.samePublications(next)) {
            List.copyOf(open.values()).forEach(publication -> publication.configure(target(publication.user())));
            return;
        }
        List<LivePublication> former = List.copyOf(open.values());
        open = Map.of();
        ends(former);
        for (LivePublication one : former) {
            if (before.multiUser() == next.multiUser()) {
                one.handOver(publication(one.user()));
            } else {
                one.stop();
            }
        }
    }

    /** Tries again at once what waits for a cure. */
    void nudge() {
        List.copyOf(open.values()).forEach(LivePublication::nudge);
        List.copyOf(ending).forEach(LivePublication::nudge);
    }

    /** How its publications fare. */
    Account account() {
        return new Account(this, begun);
    }

    /**
     * By what the messages of publications are known.
     *
     * @param user of a single one; null for all
     */
    Set<String> callIds(@Nullable String user) {
        Set<String> callIds = new LinkedHashSet<>();
        forEach(one -> {
            if (user == null || user.equals(one.user())) {
                callIds.add(one.callId());
            }
        });
        return callIds;
    }

    /**
     * Sends publications whole, now.
     *
     * @param user of a single one; null for all
     * @param unsettledOnly whether only those are sent whose server has not what it should have
     * @return how many
     */
    int push(@Nullable String user, boolean unsettledOnly) {
        int pushed = 0;
        for (LivePublication publication : List.copyOf(open.values())) {
            boolean wanted = !publication.isIdle() && (!unsettledOnly || publication.isRetrying());
            if (wanted && (user == null || user.equals(publication.user()))) {
                publication.push();
                pushed++;
            }
        }
        return pushed;
    }

    /** Whether a document is to be at a server. */
    boolean isWished() {
        for (LivePublication publication : open.values()) {
            if (publication.isWished()) {
                return true;
            }
        }
        return false;
    }

    /** Whether files are its state now. */
    boolean isFiled() {
        return source != null && source.handler() == null && config.content() != null;
    }

    /** Removes at the server what others than this source published, and stays ready. */
    void withdrawAllBut(Source source) {
        for (LivePublication publication : List.copyOf(open.values())) {
            if (!publication.isBy(source)) {
                publication.withdraw();
            }
        }
    }

    /** Withdraws the users that are not among these, but for those whose state was put from outside. */
    void retainUsers(Collection<String> users) {
        for (LivePublication publication : List.copyOf(open.values())) {
            if (!users.contains(publication.user()) && !publication.isPut()) {
                publication.withdraw();
            }
        }
    }

    /** Ends all publications; wishes that come later are answered so. */
    void stop() {
        gone = true;
        ends(open.values());
        open = Map.of();
        List.copyOf(ending).forEach(LivePublication::stop);
    }

    /** Serves nobody any more, though nothing ends at the server; wishes that come later are answered so. */
    void letGo() {
        gone = true;
    }

    /** Whether nothing is left to be done for it. */
    boolean isGone() {
        return gone && ending.isEmpty();
    }

    /** All publications, those that end included. */
    void forEach(Consumer<LivePublication> action) {
        open.values().forEach(action);
        ending.forEach(action);
    }

    /** The publications that are to be. */
    Collection<LivePublication> publications() {
        return open.values();
    }

    @Override
    public void ended(LivePublication publication, String leftBehind) {
        close(publication);
        if (!ending.isEmpty()) {
            ending.remove(publication);
        }
        agent.ended(this, publication, leftBehind);
    }

    @Override
    public void letGo(LivePublication publication) {
        close(publication);
        if (!ending.isEmpty()) {
            ending.remove(publication);
        }
        agent.letGone(this);
    }

    @Override
    public void idle(LivePublication publication) {
        if (config.multiUser() && close(publication)) {
            publication.discard();
        }
    }

    @Override
    public void createdAnew(LivePublication publication) {
        agent.sources().createdAnew(this, publication.user());
    }

    @Override
    public void lost(LivePublication publication) {
        agent.sources().lost(this, publication.user());
    }
}
