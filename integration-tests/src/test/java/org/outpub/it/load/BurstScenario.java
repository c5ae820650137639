package org.outpub.it.load;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.outpub.api.publication.PublicationBody;
import org.outpub.api.publication.PublishResult;
import org.outpub.it.load.Settings.Setting;

/** What stays of a million changes that are handed in at once, after all have ended. */
final class BurstScenario implements Scenario {
    private static final int DEADLINE_MINUTES = 10;

    @Override
    public void run(AcceptorProcess server, Settings settings, Path folder) throws Exception {
        int changes = settings.number(Setting.CHANGES);
        int publications = settings.number(Setting.PUBLICATIONS);
        try (Agent agent = new Agent(publications, settings.number(Setting.OUTSTANDING), Wiring.UDP, server.ports())) {
            agent.publish(settings.number(Setting.PUBLISHES));
            long heap = Heap.used();
            int threads = threads();
            server.restart();
            long begun = System.nanoTime();
            long confirmed = burst(agent, changes);
            double seconds = (System.nanoTime() - begun) / 1e9;
            Table.head("after a burst of " + changes + " changes", "before", "after", "after / before");
            double after = Heap.used();
            Table.row("heap, MB", heap / 1e6, after / 1e6, after / heap);
            Table.row("threads", threads, threads(), (double) threads() / threads);
            Table.say(String.format(
                    "it took %.1f s; %d were confirmed, by %d requests; all others were superseded",
                    seconds, confirmed, server.report().get(Count.MODIFY)));
        }
        ServerChecks.nothingWentWrong(server);
    }

    private static long burst(Agent agent, int changes) throws InterruptedException {
        List<PublicationBody> bodies = SampleState.bodies();
        CountDownLatch ended = new CountDownLatch(changes);
        AtomicLong confirmed = new AtomicLong();
        for (int i = 0; i < changes; i++) {
            PublicationBody state = bodies.get(i / agent.publications() % bodies.size());
            agent.client(i).publish(state).thenAccept(result -> {
                if (result instanceof PublishResult.Confirmed) {
                    confirmed.incrementAndGet();
                }
                ended.countDown();
            });
        }
        if (!ended.await(DEADLINE_MINUTES, TimeUnit.MINUTES)) {
            throw new IllegalStateException(ended.getCount() + " changes have not ended");
        }
        return confirmed.get();
    }

    private static int threads() {
        return ManagementFactory.getThreadMXBean().getThreadCount();
    }
}
