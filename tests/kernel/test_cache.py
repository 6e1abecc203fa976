"""Django's cache is in Redis, where all processes see it; in an outage each process has one of its own."""

from django.core.cache import cache, caches
from django.core.cache.backends.redis import RedisCache

from apps.kernel import redis


def test_what_is_kept_is_in_redis():
    cache.set("a", [1, 2], 60)
    assert redis.client().exists(redis.key("1", "a")) == 1
    assert 0 < redis.client().ttl(redis.key("1", "a")) <= 60


def test_in_an_outage_it_does_all_that_a_cache_does(redis_dies):
    redis_dies()
    cache.set("tries", 1, 60)
    assert (cache.add("tries", 9, 60), cache.incr("tries"), cache.get("tries")) == (False, 2, 2)
    cache.set_many({"b": [1], "c": None}, 60)
    assert cache.get_many(["b", "c", "d"]) == {"b": [1], "c": None}
    assert (cache.has_key("b"), cache.touch("b", 60), cache.delete("b"), "b" in cache) == (True, True, True, False)
    cache.delete_many(["c"])
    assert (cache.get("c", "gone"), cache.get_or_set("e", 5, 60)) == ("gone", 5)


def test_when_redis_is_back_so_is_what_it_kept(redis_dies, settings):
    before = settings.REDIS_URL
    cache.set("a", "in redis", 60)
    redis_dies()
    assert cache.get("a") is None
    redis.client.cache_clear()
    settings.REDIS_URL, redis._out_until = before, float("-inf")
    assert cache.get("a") == "in redis"


def test_every_method_that_asks_redis_knows_of_outages():
    asks = {name for name, value in vars(RedisCache).items() if callable(value) and not name.startswith("_")}
    assert asks - {"get_backend_timeout"} <= set(vars(type(caches["default"])))
