package org.outpub.it.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.outpub.publish.delivery.location.DnsAnswer;
import org.outpub.publish.delivery.location.DnsQuestion;
import org.outpub.publish.delivery.location.DnsRecord;
import org.outpub.publish.wire.dns.NameResolver;

/** Name servers that answer late, twice, never, with an error or with lies. */
final class SimulatedNames implements NameResolver {
    private static final Map<String, String> ADDRESSES = Map.of(
            "one.test", "10.0.0.1",
            "two.test", "10.0.0.2",
            "three.test", "10.0.0.3",
            "dead.test", SimulatedNetwork.DEAD);
    private static final String PAIR = "pair.test";
    private final World world;
    private final Random random;
    private final Faults faults;
    private Mood mood = Mood.WELL;

    /** How they fare. */
    enum Mood {
        WELL,
        SLOW,
        TWICE,
        NEVER,
        FAILING,
        THROWING,
        LYING
    }

    SimulatedNames(World world, Random random, Faults faults) {
        this.world = world;
        this.random = random;
        this.faults = faults;
    }

    void mood(Mood next) {
        mood = next;
    }

    @Override
    public CompletionStage<DnsAnswer> ask(DnsQuestion question) {
        faults.at("resolver");
        if (mood == Mood.THROWING && random.nextBoolean()) {
            throw new IllegalStateException("struck by the seed: no name server is configured");
        }
        boolean bad = random.nextInt(3) > 0;
        if (bad && mood == Mood.NEVER) {
            return new CompletableFuture<>();
        }
        if (bad && mood == Mood.FAILING) {
            return random.nextBoolean()
                    ? CompletableFuture.failedFuture(new IllegalStateException("refused"))
                    : CompletableFuture.completedFuture(new DnsAnswer.Failed("SERVFAIL"));
        }
        CompletableFuture<DnsAnswer> asked = mood == Mood.TWICE ? new Twice() : new CompletableFuture<>();
        DnsAnswer answer = bad && mood == Mood.LYING ? lie(question) : truth(question);
        long millis = bad && mood == Mood.SLOW ? random.nextInt(60_000) : random.nextInt(20);
        world.after(TimeUnit.MILLISECONDS.toNanos(millis), () -> asked.complete(answer));
        return asked;
    }

    private static DnsAnswer truth(DnsQuestion question) {
        String name = question.name();
        if (question.type() == DnsQuestion.Type.A && ADDRESSES.containsKey(name)) {
            return found(new DnsRecord.Address(ADDRESSES.get(name)));
        }
        if (question.type() == DnsQuestion.Type.SRV && name.endsWith("." + PAIR) && name.startsWith("_sip.")) {
            return found(new DnsRecord.Srv(1, 10, 5060, "one.test"), new DnsRecord.Srv(2, 10, 5060, "two.test"));
        }
        return new DnsAnswer.Nothing();
    }

    private DnsAnswer lie(DnsQuestion question) {
        return switch (question.type()) {
            case NAPTR -> found(new DnsRecord.Naptr(1, 1, "s", "SIP+D2U", question.name()));
            case SRV ->
                random.nextBoolean()
                        ? found(new DnsRecord.Srv(1, 0, 5060, question.name()), new DnsRecord.Srv(1, 0, 1, "dead.test"))
                        : crowd();
            case A ->
                random.nextBoolean() ? found(new DnsRecord.Address(SimulatedNetwork.DEAD)) : new DnsAnswer.Nothing();
            case AAAA -> found(new DnsRecord.Address("2001:db8::9"));
        };
    }

    private static DnsAnswer crowd() {
        List<DnsRecord> many = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            many.add(new DnsRecord.Srv(1, 1, 5060, "host" + i + ".test"));
        }
        return new DnsAnswer.Found(many);
    }

    private static DnsAnswer found(DnsRecord... records) {
        return new DnsAnswer.Found(List.of(records));
    }

    /** Calls back twice. */
    private static final class Twice extends CompletableFuture<DnsAnswer> {
        @Override
        public CompletableFuture<DnsAnswer> whenComplete(BiConsumer<? super DnsAnswer, ? super Throwable> action) {
            super.whenComplete(action);
            return super.whenComplete(action);
        }
    }
}
