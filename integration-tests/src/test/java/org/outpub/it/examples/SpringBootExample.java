package org.outpub.it.examples;

import java.nio.file.Path;
import org.outpub.api.publication.PublicationStatus.Phase;
import org.outpub.api.publication.Workload;
import org.outpub.publish.Outpub;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;

/** A Spring Boot application that publishes what a configuration says, and whose health tells how that goes. */
@SpringBootConfiguration(proxyBeanMethods = false)
public class SpringBootExample {
    /**
     * Runs until it is ended.
     *
     * @param arguments such as {@code --outpub.configuration=/etc/outpub}
     */
    public static void main(String[] arguments) {
        SpringApplication.run(SpringBootExample.class, arguments);
    }

    @Bean // closed with the application, and what it published is removed then
    Outpub outpub(@Value("${outpub.configuration}") Path configuration) {
        Outpub outpub = Outpub.builder().configuration(configuration).build();
        outpub.load().objects().problems().forEach(System.err::println);
        return outpub;
    }

    @Bean
    HealthIndicator publications(Outpub outpub) {
        return () -> {
            Workload now = outpub.workload();
            long failing = now.in(Phase.RETRYING);
            return (failing == 0 ? Health.up() : Health.down())
                    .withDetail("published", now.in(Phase.PUBLISHED))
                    .withDetail("retrying", failing)
                    .build();
        };
    }
}
