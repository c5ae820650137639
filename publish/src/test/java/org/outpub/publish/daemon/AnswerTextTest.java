package org.outpub.publish.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class AnswerTextTest {
    private static final Instant NOW = Instant.parse("2026-01-01T03:00:00Z");
    private static final String ALICE =
            "{'id':'alice','event':'presence','phase':'published','since':'2026-01-01T02:59:30Z',"
                    + "'server':'udp:192.0.2.1:5060','entityTag':'t1','confirmed':'2026-01-01T02:50:00Z','nextSeconds':3000,"
                    + "'last':'200 OK'}";
    private static final String BOB = "{'id':'team','user':'bob','event':'dialog','phase':'retrying',"
            + "'since':'2026-01-01T00:00:00Z','last':'403 No\\u001b[2J'}";

    private static JsonNode json(String text) throws Exception {
        return new ObjectMapper().readTree(text.replace('\'', '"'));
    }

    @Test
    void publicationsAreATableAndAreCounted() throws Exception {
        assertEquals("""
                PUBLICATION  EVENT     STATE      SINCE  SERVER              NEXT REQUEST  LAST ANSWER
                alice        presence  published  30 s   udp:192.0.2.1:5060  in 50 min     200 OK
                team/bob     dialog    retrying   3 h                                      403 No�[2J
                1 published, 1 retrying
                """, AnswerText.table(json("[" + ALICE + "," + BOB + "]"), NOW));
    }

    @Test
    void onePublicationIsToldWithAllThatIsKnown() throws Exception {
        assertEquals("""
                publication:   alice
                event:         presence
                state:         published for 30 s
                server:        udp:192.0.2.1:5060
                entity-tag:    t1
                confirmed:     10 min ago
                next request:  in 50 min
                last answer:   200 OK
                """, AnswerText.details(json("[" + ALICE + "]"), NOW));
        assertEquals("nothing is published for it yet\n", AnswerText.details(json("[]"), NOW));
    }

    @Test
    void aReloadTellsWhatChangedAndWhatItFound() throws Exception {
        assertEquals(
                """
                outbound-publish: 2 created: a, b
                outbound-publish: 1 kept: c
                pjsip.conf:7: error: wrong
                """,
                AnswerText.reload(
                        json(
                                "{'changed':true,'types':{'outbound-publish':{'created':['a','b'],'kept':['c'],'deleted':[],"
                                        + "'unchanged':1}},'problems':[{'severity':'error','place':'pjsip.conf:7','message':'wrong'}]}")));
        assertEquals("nothing changed\n", AnswerText.reload(json("{'changed':false,'types':{},'problems':[]}")));
    }
}
