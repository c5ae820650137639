package org.outpub.publish.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class PeersTextTest {
    private static String text(String json) throws Exception {
        return PeersText.of(new ObjectMapper().readTree(json.replace('\'', '"')), Instant.ofEpochSecond(90));
    }

    @Test
    void hasATableForEachKindOfServer() throws Exception {
        assertEquals(
                """

                ASTERISK  ADDRESS         STATE       SINCE  VERSION  RUNS SINCE           KNOWN      TROUBLE
                pbx       127.0.0.1:5038  up to date  90 s   22.10.1  2026-11-26 10:00:00  6 devices

                INBOUND  FROM       PUBLICATIONS  STATES  HEARD    TAKEN  IGNORED  REFUSED  TROUBLE
                site-b   192.0.2.9  2             30      7 s ago  400    5        6
                site-c              0             0       never    0      0        1        nobody knows it
                """,
                text("{'asterisks':[{'id':'pbx','address':'127.0.0.1:5038','upToDate':true,"
                        + "'since':'1970-01-01T00:00:00Z','version':'22.10.1','startedAt':'2026-11-26 10:00:00',"
                        + "'counts':'6 devices'}],"
                        + "'inbound':[{'id':'site-b','publications':2,'states':30,'taken':400,'ignored':5,'refused':6,"
                        + "'from':'192.0.2.9','heardSecondsAgo':7},"
                        + "{'id':'site-c','publications':0,'states':0,'taken':0,'ignored':0,'refused':1,"
                        + "'from':'','trouble':'nobody knows it'}]}"));
    }

    @Test
    void isNothingWhereStatesComeFromTheHostAlone() throws Exception {
        assertEquals("", text("{'asterisks':[],'inbound':[]}"));
        assertEquals("", text("{}"));
    }
}
