"""Whether the shop does what its own document says."""


def test_the_shop_keeps_its_contract(shop, contract_check):
    report = contract_check(shop.url, "--value", "sku=tea")  # the warehouse has nothing else
    assert all(operation.succeeded for operation in report.coverage)
