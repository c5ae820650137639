package org.outpub.it.load;

/** What can be measured, in the order of the table. */
enum ScenarioName {
    COST(new CostScenario()),
    LATENCY(new LatencyScenario()),
    GROWTH(new GrowthScenario()),
    BURST(new BurstScenario()),
    JOURNAL(new JournalScenario()),
    FIRST(new FirstScenario()),
    FILES(new FilesScenario()),
    REFRESH(new RefreshScenario()),
    CLUSTER(new ClusterScenario());

    final Scenario scenario;

    ScenarioName(Scenario scenario) {
        this.scenario = scenario;
    }
}
