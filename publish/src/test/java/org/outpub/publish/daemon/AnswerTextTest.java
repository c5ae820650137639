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
                next request:  in 50 min
                server:        udp:192.0.2.1:5060
                entity-tag:    t1
                confirmed:     10 min ago
                last answer:   200 OK
                """, AnswerText.details(json("[" + ALICE + "]"), NOW));
    }

    @Test
    void oneThatFailsIsToldWithWhyAndItsDocument() throws Exception {
        String failing = "{'id':'team','user':'bob','event':'dialog','phase':'retrying','since':'2026-01-01T02:59:50Z',"
                + "'differs':'2026-01-01T00:00:00Z','reason':'403 No; check event','failures':3,'place':'pjsip.conf:4',"
                + "'waitsFor':'the next try','last':'403 No',"
                + "'document':{'contentType':'text/plain','bytes':9,'text':'a\\nb\\u001b[2J','confirmed':false}}";
        assertEquals("""
                publication:          team/bob
                configured at:        pjsip.conf:4
                event:                dialog
                state:                retrying for 10 s
                not as it should be:  for 3 h
                reason:               403 No; check event
                failed requests:      3
                waits for:            the next try
                last answer:          403 No

                text/plain, 9 bytes; the server does not have it yet:
                    a
                    b�[2J
                """, AnswerText.details(json("[" + failing + "]"), NOW));
    }

    @Test
    void theHistoryIsATableOldestFirst() throws Exception {
        String history = "[{'id':'a','history':["
                + "{'at':'2026-01-01T02:59:30.5Z','what':'initial','result':'refused','status':403,'server':'udp:192.0.2.1:5060','milliseconds':2.5,"
                + "'phase':'retrying','times':1},"
                + "{'at':'2026-01-01T02:59:40Z','what':'pushed','phase':'retrying','times':1},"
                + "{'at':'2026-01-01T03:00:00Z','what':'refresh','result':'timed_out','answer':'no answer',"
                + "'milliseconds':32000.0,'phase':'retrying','times':7}]}]";
        assertEquals("""
                TIME                  AGO       WHAT     RESULT               SERVER              ENTITY-TAG  TOOK    THEN      IN A ROW
                2026-01-01T02:59:30Z  29 s ago  initial  refused 403          udp:192.0.2.1:5060              2.5 ms  retrying
                2026-01-01T02:59:40Z  20 s ago  pushed                                                                retrying
                2026-01-01T03:00:00Z  0 s ago   refresh  timed out no answer                                  32.0 s  retrying  7 times
                """, AnswerText.history(json(history), NOW));
        assertEquals("nothing has happened yet\n", AnswerText.history(json("[{'id':'a','history':[]}]"), NOW));
    }

    @Test
    void whyIsToldInSentencesALineEach() throws Exception {
        assertEquals(
                "a (presence) is retrying.\nOne.\nTwo.\n",
                AnswerText.why(json("[{'id':'a','event':'presence','phase':'retrying','why':['One.','Two.']}]")));
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
