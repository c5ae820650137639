package org.outpub.publish.wire.dns;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.outpub.publish.delivery.location.DnsAnswer;
import org.outpub.publish.delivery.location.DnsQuestion;
import org.outpub.publish.delivery.location.LocationTarget;
import org.outpub.publish.delivery.location.ServerSelection;
import org.outpub.publish.delivery.location.ServerSelection.Step;

/** Locates servers by asking until nothing is open. Safe for use by many threads. */
public final class Locator {
    /** NAPTR, SRV and addresses are three; a chain that is longer leads nowhere. */
    private static final int MOST_ROUNDS = 4;

    private final NameResolver resolver;
    private final RandomGenerator random; // guarded by itself

    /**
     * A locator.
     *
     * @param resolver asks name servers
     * @param random draws among SRV weights
     */
    public Locator(NameResolver resolver, RandomGenerator random) {
        this.resolver = resolver;
        this.random = random;
    }

    /**
     * Locates a target. Returns at once.
     *
     * @param target what is to be located
     * @param found called once with the servers, or why there are none; on this thread if no name server is asked
     */
    public void locate(LocationTarget target, Consumer<Step> found) {
        goOn(target, new HashMap<>(), found, 0);
    }

    private void goOn(LocationTarget target, Map<DnsQuestion, DnsAnswer> answers, Consumer<Step> found, int round) {
        Step step;
        synchronized (random) {
            step = ServerSelection.next(target, answers, random);
        }
        if (!(step instanceof Step.Ask ask)) {
            found.accept(step);
        } else if (round == MOST_ROUNDS) {
            found.accept(new Step.Nowhere("the name servers lead in circles for '" + target.host() + "'"));
        } else {
            askAll(List.copyOf(ask.questions()), answers, () -> goOn(target, answers, found, round + 1));
        }
    }

    private void askAll(List<DnsQuestion> questions, Map<DnsQuestion, DnsAnswer> answers, Runnable then) {
        List<CompletableFuture<DnsAnswer>> asked = questions.stream()
                .map(question -> resolver.ask(question).toCompletableFuture())
                .toList();
        CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new))
                .whenComplete((all, failure) -> {
                    for (int i = 0; i < asked.size(); i++) {
                        answers.put(questions.get(i), asked.get(i).getNow(new DnsAnswer.Failed("no answer")));
                    }
                    then.run();
                })
                .exceptionally(never -> null);
    }
}
