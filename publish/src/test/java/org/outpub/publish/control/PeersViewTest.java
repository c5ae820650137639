package org.outpub.publish.control;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.outpub.api.state.InboundStatus;
import org.outpub.publish.sources.asterisk.AsteriskStatus;

class PeersViewTest {
    private static JsonNode read(String json) throws Exception {
        return new ObjectMapper().readTree(json.replace('\'', '"'));
    }

    @Test
    void tellsHowEachServerFaresThatStatesComeFrom() throws Exception {
        Peers peers = new Peers(
                List.of(new AsteriskStatus(
                        "pbx",
                        "127.0.0.1:5038",
                        false,
                        "no\u001b connection",
                        Instant.EPOCH,
                        "22.10.1",
                        "",
                        "6 devices")),
                List.of(
                        new InboundStatus(
                                "site-b", 2, 30, 400, 5, 6, "192.0.2.9", Optional.of(Duration.ofSeconds(7)), ""),
                        new InboundStatus("site-c", 0, 0, 0, 0, 1, "192.0.2.8", Optional.empty(), "nobody knows it")));
        assertEquals(
                read("{'asterisks':[{'id':'pbx','address':'127.0.0.1:5038','upToDate':false,"
                        + "'since':'1970-01-01T00:00:00Z','version':'22.10.1','startedAt':'','counts':'6 devices',"
                        + "'trouble':'no\uFFFD connection'}],"
                        + "'inbound':[{'id':'site-b','publications':2,'states':30,'taken':400,'ignored':5,'refused':6,"
                        + "'from':'192.0.2.9','heardSecondsAgo':7},"
                        + "{'id':'site-c','publications':0,'states':0,'taken':0,'ignored':0,'refused':1,"
                        + "'from':'192.0.2.8','trouble':'nobody knows it'}]}"),
                read(PeersView.of(peers).toString()));
    }

    @Test
    void tellsThatThereAreNone() throws Exception {
        assertEquals(
                read("{'asterisks':[],'inbound':[]}"),
                read(PeersView.of(Peers.NONE).toString()));
    }
}
