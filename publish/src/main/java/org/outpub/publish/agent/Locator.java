package org.outpub.publish.agent;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.outpub.publish.delivery.location.DnsAnswer;
import org.outpub.publish.delivery.location.DnsQuestion;
import org.outpub.publish.delivery.location.DnsRecord;
import org.outpub.publish.delivery.location.LocationTarget;
import org.outpub.publish.delivery.location.ServerSelection;
import org.outpub.publish.delivery.location.ServerSelection.Step;
import org.outpub.publish.wire.Loop;
import org.outpub.publish.wire.dns.NameResolver;

/**
 * Locates servers by asking until nothing is open. Those who look for the same share one look-up, and what it found for
 * some seconds; the draw among equal servers is everybody's own. A resolver may throw, answer late, twice or never.
 * Confined to the loop.
 */
final class Locator {
    /** NAPTR, SRV and addresses are three; a chain that is longer leads nowhere. */
    private static final int MOST_ROUNDS = 4;
    /** Hosts of services, each with two kinds of addresses. */
    private static final int MOST_QUESTIONS = 64;

    private static final int MOST_REMEMBERED = 1024;
    private static final long REMEMBERED_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(40);
    private final Loop loop;
    private final Timers timers;
    private final NameResolver resolver;
    private final RandomGenerator random;
    private final Map<LocationTarget, Lookup> lookups = new LinkedHashMap<>();
    /** Addresses, which are what they are. */
    private final Map<LocationTarget, Step> numeric = new HashMap<>();

    /**
     * A locator.
     *
     * @param loop takes the answers
     * @param timers bound the look-ups
     * @param resolver asks name servers
     * @param random draws among SRV weights
     */
    Locator(Loop loop, Timers timers, NameResolver resolver, RandomGenerator random) {
        this.loop = loop;
        this.timers = timers;
        this.resolver = resolver;
        this.random = random;
    }

    /**
     * Locates a target.
     *
     * @param target what is to be located
     * @param found called once with the servers, or why there are none; at once if no name server need be asked
     */
    void locate(LocationTarget target, Consumer<Step> found) {
        Step same = numeric.get(target);
        if (same == null && target.isNumeric()) {
            same = ServerSelection.next(target, Map.of(), random);
            if (numeric.size() >= MOST_REMEMBERED) {
                numeric.clear();
            }
            numeric.put(target, same);
        }
        if (same != null) {
            found.accept(same);
            return;
        }
        Lookup known = lookups.get(target);
        if (known == null || known.isOutdated()) {
            forgetOldest();
            known = new Lookup(target);
            lookups.put(target, known);
            known.waiting.add(found);
            known.goOn();
        } else if (known.done) {
            found.accept(known.step());
        } else {
            known.waiting.add(found);
        }
    }

    private void forgetOldest() {
        if (lookups.size() >= MOST_REMEMBERED) {
            lookups.values().stream()
                    .filter(lookup -> lookup.done)
                    .findFirst()
                    .ifPresent(oldest -> lookups.remove(oldest.target));
        }
    }

    /** Records of another kind than was asked for are none at all. */
    private static DnsAnswer usable(DnsQuestion question, DnsAnswer answer) {
        Class<? extends DnsRecord> kind = switch (question.type()) {
            case NAPTR -> DnsRecord.Naptr.class;
            case SRV -> DnsRecord.Srv.class;
            case A, AAAA -> DnsRecord.Address.class;
        };
        return answer instanceof DnsAnswer.Found found
                        && !found.records().stream().allMatch(kind::isInstance)
                ? new DnsAnswer.Failed("records of another kind came")
                : answer;
    }

    /** One target, and those who wait for it. */
    private final class Lookup extends Timer {
        private final LocationTarget target;
        private final Map<DnsQuestion, DnsAnswer> answers = new HashMap<>();
        private final List<Consumer<Step>> waiting = new ArrayList<>(1);
        private int open;
        private int round;
        private boolean done;
        private long doneAt;

        Lookup(LocationTarget target) {
            this.target = target;
            timers.arm(this, loop.nanos() + LONGEST_NANOS);
        }

        /** Failures are not remembered: whoever comes next asks again. */
        boolean isOutdated() {
            boolean failed = answers.values().stream().anyMatch(DnsAnswer.Failed.class::isInstance);
            return done && (failed || loop.nanos() - doneAt >= REMEMBERED_NANOS);
        }

        Step step() {
            Step step = ServerSelection.next(target, answers, random);
            return step instanceof Step.Ask
                    ? new Step.Nowhere("the name servers lead in circles for '" + target.host() + "'")
                    : step;
        }

        void goOn() {
            Step step = ServerSelection.next(target, answers, random);
            if (step instanceof Step.Ask ask && round < MOST_ROUNDS && answers.size() < MOST_QUESTIONS) {
                ask(List.copyOf(ask.questions()));
            } else {
                finish();
            }
        }

        private void ask(List<DnsQuestion> questions) {
            round++;
            int asked = Math.min(questions.size(), MOST_QUESTIONS);
            open = asked;
            int ofRound = round;
            for (DnsQuestion question : questions.subList(0, asked)) {
                try {
                    resolver.ask(question)
                            .whenComplete((answer, failure) ->
                                    loop.execute(() -> answered(ofRound, question, answer, failure)));
                } catch (Throwable thrown) {
                    loop.execute(() -> answered(ofRound, question, null, thrown));
                }
            }
        }

        private void answered(
                int ofRound, DnsQuestion question, @Nullable DnsAnswer answer, @Nullable Throwable failure) {
            if (done || ofRound != round || answers.containsKey(question)) {
                return;
            }
            answers.put(
                    question,
                    answer != null ? usable(question, answer) : new DnsAnswer.Failed(String.valueOf(failure)));
            if (--open == 0) {
                goOn();
            }
        }

        @Override
        void fire() {
            answers.put(new DnsQuestion(target.host(), DnsQuestion.Type.A), new DnsAnswer.Failed("no answer in time"));
            finish(new Step.Nowhere("the name servers do not answer for '" + target.host() + "'"));
        }

        private void finish() {
            finish(step());
        }

        private void finish(Step first) {
            timers.disarm(this);
            done = true;
            doneAt = loop.nanos();
            boolean drawAnew = !(first instanceof Step.Nowhere);
            Step own = first;
            for (Consumer<Step> one : List.copyOf(waiting)) {
                one.accept(own);
                own = drawAnew ? step() : first;
            }
            waiting.clear();
        }
    }
}
