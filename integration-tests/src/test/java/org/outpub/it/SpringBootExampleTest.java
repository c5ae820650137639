package org.outpub.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.outpub.api.publication.PublicationStatus.Phase;
import org.outpub.it.examples.SpringBootExample;
import org.outpub.publish.Outpub;
import org.outpub.publish.testkit.CompositorExtension;
import org.outpub.publish.testkit.ScriptedCompositor;
import org.outpub.publish.testkit.ScriptedCompositor.Reply;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.context.ConfigurableApplicationContext;

/** The example of an application with Spring Boot publishes, tells how it fares, and removes at its end what it published. */
@ExtendWith(CompositorExtension.class)
class SpringBootExampleTest {
    private static final Duration BOUND = Duration.ofSeconds(10);

    @TempDir
    Path folder;

    /** Other tests in this process listen to the log. */
    @BeforeEach
    void leaveTheLogAlone() {
        System.setProperty(LoggingSystem.SYSTEM_PROPERTY, LoggingSystem.NONE);
    }

    @AfterEach
    void forget() {
        System.clearProperty(LoggingSystem.SYSTEM_PROPERTY);
    }

    @Test
    void itsHealthIsThatOfItsPublications(ScriptedCompositor server) throws Exception {
        ConfigFolder config = new ConfigFolder(folder);
        config.content("state.txt", "open");
        config.publication("desk", server.uri("desk")).write();
        SpringApplication application = new SpringApplication(SpringBootExample.class);
        application.setDefaultProperties(Map.of("spring.main.banner-mode", "off"));
        try (ConfigurableApplicationContext running = application.run("--outpub.configuration=" + folder)) {
            Outpub outpub = running.getBean(Outpub.class);
            HealthIndicator health = running.getBean(HealthIndicator.class);
            server.next("initial");
            for (int round = 0; round < 2; round++) {
                outpub.await("desk", Phase.PUBLISHED, BOUND).join();
                assertEquals(
                        Health.up()
                                .withDetail("published", 1L)
                                .withDetail("retrying", 0L)
                                .build(),
                        health.health());
                server.script(request -> Reply.of(403, "No"));
                config.content("state.txt", "closed for the " + round + ". time");
                outpub.await("desk", Phase.RETRYING, BOUND).join();
                assertEquals(Status.DOWN, health.health().getStatus());
                server.script(server::grant);
                outpub.push("desk").join();
            }
            outpub.await("desk", Phase.PUBLISHED, BOUND).join();
        }
        while (!server.next().operation().equals("remove")) {
            // what came before, each once
        }
    }
}
